package io.lockstep.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** The file system does not take what a run writes, or another process holds the run. */
public final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says where, what was expected, what was found and what to do. */
    OutputException(String message) {
        super(message);
    }

    private OutputException(String message, IOException cause) {
        super(message, cause);
    }

    /** Does what writes to this path; what goes wrong is put into words. */
    public static void writing(Path path, Writing action) {
        using(path, () -> {
            action.run();
            return path;
        });
    }

    /** The same of what reads and writes, and gives something. */
    static <T> T using(Path path, Using<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new OutputException(
                    path + ": expected a writable path, found: " + reason(e)
                            + ". Free disk space or grant write permission there, or set run.output to another folder;"
                            + " the same command resumes from the last checkpoint.",
                    e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (e instanceof NoSuchFileException missing) {
            return "no folder for " + missing.getFile();
        }
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "a file where a folder should be";
        }
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }

    /** Something that writes. */
    @FunctionalInterface
    public interface Writing {
        /** Writes. */
        void run() throws IOException;
    }

    /** Something that reads and writes. */
    interface Using<T> {
        /** Gives what it found. */
        T run() throws IOException;
    }
}
