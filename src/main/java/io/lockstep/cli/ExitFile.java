package io.lockstep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/**
 * Where a driver inside a cluster leaves its exit code for the script that submitted it: Spark's standalone cluster mode
 * tells the submitter success from failure, and no more.
 */
final class ExitFile {
    private static final String PROPERTY = "lockstep.exit-file";

    private ExitFile() {}

    /** Writes the code, if the submitter has requested it. */
    static void write(int code) {
        String file = System.getProperty(PROPERTY);
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
            LoggerFactory.getLogger(ExitFile.class).warn("the exit code {} cannot be left in {}", code, file, e);
        }
    }
}
