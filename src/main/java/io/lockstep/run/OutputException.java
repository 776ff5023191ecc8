package io.lockstep.run;

import io.lockstep.data.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/** A run's output cannot be written, or another process has locked the run. */
public final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says where, what was expected, what was found and what to do. */
    OutputException(String message) {
        super(message);
    }

    private OutputException(String message, IOException cause) {
        super(message, cause);
    }

    /** Runs an action that writes to this path; a failure becomes an {@link OutputException}. */
    public static void writing(Path path, Writing action) {
        using(path, () -> {
            action.run();
            return path;
        });
    }

    /** The same for an action that reads and writes and has a result. */
    static <T> T using(Path path, Using<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw failed(path, e);
        } catch (UncheckedIOException e) { // a file system that does not answer
            throw failed(path, Objects.requireNonNull(e.getCause()));
        }
    }

    private static OutputException failed(Path path, IOException e) {
        String remedy = Storage.of(path).isLocal()
                ? "Free disk space or grant write permission there"
                : "Check that the file system is running, has space and lets this user write there";
        return new OutputException(
                path + ": expected a writable path, found: " + reason(e) + ". " + remedy
                        + ", or set run.output to another folder; the same command resumes from the last checkpoint.",
                e);
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
        return (reason == null ? e.toString() : reason).replaceFirst("[.\\s]+$", "");
    }

    /** An action that writes. */
    @FunctionalInterface
    public interface Writing {
        /** Writes. */
        void run() throws IOException;
    }

    /** An action that reads and writes. */
    interface Using<T> {
        /** Returns its result. */
        T run() throws IOException;
    }
}
