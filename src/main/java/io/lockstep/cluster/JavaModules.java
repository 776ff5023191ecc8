package io.lockstep.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/** The JDK packages that Spark accesses by reflection; Java 17 allows it only if started with {@code --add-opens}. */
public final class JavaModules {
    private static final Pattern OPTION = Pattern.compile("--add-opens=([\\w.]+)/([\\w.]+)=ALL-UNNAMED");

    private JavaModules() {}

    /** The packages that Spark needs open and that are closed in this JVM, such as {@code java.base/java.nio}. */
    public static List<String> closed() {
        List<String> closed = new ArrayList<>();
        Matcher option = OPTION.matcher(JavaModuleOptions.defaultModuleOptions());
        Module ours = JavaModules.class.getModule();
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
