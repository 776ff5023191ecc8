package io.lockstep.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * The machine and the build that computed a run.
 *
 * @param lockstep version of Lockstep
 * @param revision git revision it was built from, with "-dirty" where the tree had changes; "unknown" outside git
 * @param java version and vendor of the JVM
 * @param system operating system and processor architecture
 * @param processors processors the JVM may use
 * @param maxHeapBytes largest size of its heap
 */
public record Environment(
        String lockstep, String revision, String java, String system, int processors, long maxHeapBytes) {

    /** Of this JVM. */
    public static Environment detect() {
        Properties git = gitProperties();
        return new Environment(
                git.getProperty("git.build.version", "unknown"),
                git.getProperty("git.commit.id.abbrev", "unknown")
                        + (Boolean.parseBoolean(git.getProperty("git.dirty")) ? "-dirty" : ""),
                System.getProperty("java.vm.version") + ", " + System.getProperty("java.vm.vendor"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory());
    }

    /** Version and revision: two builds with the same one compute alike. */
    public String build() {
        return lockstep + " (" + revision + ")";
    }

    private static Properties gitProperties() {
        Properties properties = new Properties();
        try (InputStream in = Environment.class.getResourceAsStream("git.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return properties; // then the revision is "unknown", which is true
        }
        return properties;
    }
}
