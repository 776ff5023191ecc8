package io.lockstep.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines that start a class of this benchmark in a virtual machine of its own. */
final class JavaCommand {
    private JavaCommand() {}

    /**
     * With the options of the scripts in {@code submit/}.
     *
     * @param main what is started
     * @param options of Java, besides
     * @param classPath its entries
     */
    static List<String> of(Class<?> main, List<String> options, List<String> classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Project.file("submit/lib/java-options"));
        command.add("-Dlog4j2.configurationFile=" + Project.file("conf/log4j2.properties"));
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath));
        command.add(main.getName());
        return command;
    }

    /** Where a class was loaded from. */
    static String classPathEntry(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }
}
