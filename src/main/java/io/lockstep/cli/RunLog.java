package io.lockstep.cli;

import io.lockstep.data.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Where Spark's and ND4J's log goes. Under {@code conf/log4j2.properties}, which the scripts in {@code submit/} choose, errors
 * are shown until a run has its folder, and from then on everything goes to a file there, out of the way of the progress.
 * A log that the user has configured stays as it is, and gets that file besides.
 */
final class RunLog {
    private static final String UNTIL_THE_FOLDER = "until-the-folder"; // the appender's name in conf/log4j2.properties
    private static final String IN_THE_FOLDER = "in-the-folder";
    private static final String LINE = "%d{yyyy-MM-dd HH:mm:ss.SSS} %p %c{1}: %m%n%ex";

    private RunLog() {}

    /** Shows no errors from now on: those of tasks, whose cause the command prints at its end, in one line. */
    static void hide() {
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            context.getConfiguration().getRootLogger().removeAppender(UNTIL_THE_FOLDER);
            context.updateLoggers();
        }
    }

    /**
     * Sends the log to this file from now on. On another file system than this machine's, where Log4j writes nothing, the file is
     * copied there when the result is closed.
     *
     * @param file asked for again at the end: the folder of a complete run has another name
     */
    static Closeable sendTo(Supplier<Path> file) throws IOException {
        if (Storage.of(file.get()).isLocal()) {
            sendTo(file.get());
            return () -> {};
        }
        Path here = Files.createTempFile("lockstep", ".log");
        sendTo(here);
        return () -> copy(here, file.get());
    }

    /** A run that is complete is not lost for its log, nor does its log hide what ended it. */
    private static void copy(Path here, Path file) {
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                Files.copy(here, out);
            }
            Files.delete(here);
        } catch (IOException | UncheckedIOException e) {
            LoggerFactory.getLogger(RunLog.class).warn("the log is in {}: {}", here, e.getMessage());
        }
    }

    private static void sendTo(Path file) {
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            Configuration configuration = context.getConfiguration();
            @Nullable
            FileAppender appender = FileAppender.newBuilder()
                    .setName(IN_THE_FOLDER)
                    .withFileName(file.toString())
                    .setLayout(PatternLayout.newBuilder().withPattern(LINE).build())
                    .setConfiguration(configuration)
                    .build();
            if (appender == null) {
                return; // Log4j has said why the file cannot be written; what the run itself writes will fail by itself
            }
            appender.start();
            configuration.addAppender(appender);
            configuration.getRootLogger().removeAppender(UNTIL_THE_FOLDER);
            configuration.getRootLogger().removeAppender(IN_THE_FOLDER); // of a run before this one
            configuration.getRootLogger().addAppender(appender, null, null);
            context.updateLoggers();
        }
    }
}
