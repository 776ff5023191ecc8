package io.lockstep.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/** What this JVM gives Spark: its own and Scala's version on the class path, and the packages of Java that are open to it. */
public final class SparkRuntime {
    private static final Pattern OPTION = Pattern.compile("--add-opens=([\\w.]+)/([\\w.]+)=ALL-UNNAMED");

    private SparkRuntime() {}

    /** Spark's version, as in 3.5.7. */
    public static String spark() {
        return org.apache.spark.package$.MODULE$.SPARK_VERSION();
    }

    /** Scala's version, as in 2.12.18. */
    public static String scala() {
        return scala.util.Properties$.MODULE$.versionNumberString();
    }

    /** The packages that Spark needs open and that are closed, as {@code java.base/java.nio}: Java 17 opens them by {@code --add-opens}. */
    public static List<String> closedPackages() {
        List<String> closed = new ArrayList<>();
        Matcher option = OPTION.matcher(JavaModuleOptions.defaultModuleOptions());
        Module ours = SparkRuntime.class.getModule();
        while (option.find()) {
            String name = option.group(2);
            boolean open = ModuleLayer.boot()
                    .findModule(option.group(1))
                    .map(module -> module.isOpen(name, ours))
                    .orElse(true); // a module that this Java lacks needs no opening
            if (!open) {
                closed.add(option.group(1) + "/" + name);
            }
        }
        return closed;
    }
}
