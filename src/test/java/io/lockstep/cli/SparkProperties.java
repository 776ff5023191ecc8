package io.lockstep.cli;

import java.util.Map;
import java.util.function.IntSupplier;

/** What spark-submit sets before it calls the application. */
final class SparkProperties {
    private static final Map<String, String> PROPERTIES = Map.of(
            "spark.master", "local[2]",
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1");

    private SparkProperties() {}

    /** Runs with the properties set, and takes them back. */
    static int with(IntSupplier command) {
        PROPERTIES.forEach(System::setProperty);
        try {
            return command.getAsInt();
        } finally {
            PROPERTIES.keySet().forEach(System::clearProperty);
        }
    }
}
