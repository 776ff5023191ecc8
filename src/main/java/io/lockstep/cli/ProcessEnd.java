package io.lockstep.cli;

import io.lockstep.cluster.YarnDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/** The last thing that a process does: it hands its exit code to whoever started it. */
public final class ProcessEnd {
    private static final String EXIT_FILE = "lockstep.exit-file";

    private ProcessEnd() {}

    /** Ends the process, or lets YARN's application master end it. */
    public static void with(int code) throws Exception {
        writeExitFile(code);
        if (YarnDriver.isThisProcess()) {
            YarnDriver.end(code);
        } else {
            System.exit(code);
        }
    }

    /** Ends a process that has no Spark, and so is nobody's application master. */
    static void withoutSpark(int code) {
        System.exit(code);
    }

    /**
     * Leaves the code in a file, if the script that submitted the driver has requested it: Spark's standalone cluster mode tells the
     * submitter success from failure, and no more.
     */
    static void writeExitFile(int code) {
        String file = System.getProperty(EXIT_FILE);
        if (file == null) {
            return;
        }
        try {
            Files.writeString( // in a folder where everybody may write: what a link points to is not overwritten
                    Path.of(file),
                    Integer.toString(code),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) { // another machine, perhaps; then the submitter knows only that the driver failed
            LoggerFactory.getLogger(ProcessEnd.class).warn("the exit code {} cannot be left in {}", code, file, e);
        }
    }
}
