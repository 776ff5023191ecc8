package io.lockstep.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * Where Spark's and ND4J's log goes. {@code conf/log4j2.properties} shows errors on the console until a run has its
 * folder; from then on everything goes to a file there, out of the way of the progress.
 */
final class RunLog {
    private RunLog() {}

    /** Sends the log to this file from now on. */
    static void sendTo(Path file) {
        System.setProperty("lockstep.log", file.toAbsolutePath().toString());
        System.setProperty("lockstep.appender", "file");
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            context.reconfigure();
        }
    }
}
