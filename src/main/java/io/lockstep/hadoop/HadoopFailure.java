package io.lockstep.hadoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathIsNotDirectoryException;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/** Hadoop's failures as those of {@link java.nio.file}, in one line each: what comes from a server has its stack trace in the message. */
final class HadoopFailure {
    private HadoopFailure() {}

    /** The failure of an action on a path. */
    static FileSystemException of(HadoopPath path, Exception failure) {
        Exception e = failure instanceof RemoteException remote ? remote.unwrapRemoteException() : failure;
        if (e instanceof FileSystemException already) {
            return already;
        }
        FileSystemException told = told(path.toString(), e);
        told.initCause(failure);
        return told;
    }

    private static FileSystemException told(String path, Exception e) {
        if (e instanceof org.apache.hadoop.fs.FileAlreadyExistsException) {
            return new FileAlreadyExistsException(path);
        }
        if (e instanceof ParentNotDirectoryException || e instanceof PathIsNotDirectoryException) {
            return new NotDirectoryException(path);
        }
        if (e instanceof PathIsNotEmptyDirectoryException) {
            return new DirectoryNotEmptyException(path);
        }
        if (e instanceof AccessControlException) {
            return new AccessDeniedException(path, null, reason(e));
        }
        if (e instanceof FileNotFoundException) {
            return new NoSuchFileException(path);
        }
        return new FileSystemException(path, null, reason(e));
    }

    /**
     * The same where a question was asked, as whether a file exists: {@link java.nio.file.Files#exists} would take a failure for a no. That the file
     * system does not answer is therefore thrown past it.
     */
    static FileSystemException answering(HadoopPath path, Exception failure) {
        FileSystemException told = of(path, failure);
        if (isAnswer(told)) {
            return told;
        }
        throw new UncheckedIOException(
                path + ": expected a file system that answers, found: " + told.getReason()
                        + ". Check that it runs and can be reached from here, and run the same command again.",
                told);
    }

    private static boolean isAnswer(FileSystemException e) {
        return List.of(NoSuchFileException.class, NotDirectoryException.class, AccessDeniedException.class)
                .contains(e.getClass());
    }

    /** The first line of the first message. */
    static String reason(Throwable failure) {
        Throwable e = failure;
        while (e.getMessage() == null && e.getCause() != null) {
            e = e.getCause();
        }
        String message = e.getMessage();
        if (message == null || message.isBlank()) {
            return e.getClass().getSimpleName();
        }
        String line =
                message.strip().lines().findFirst().orElse("").replaceFirst("[:;]? *For more details see: .*", "");
        return line.length() <= 400 ? line : line.substring(0, 400) + " ...";
    }

    /** An action on a file system. */
    interface Action<T> {
        /** Returns its result. */
        T run() throws IOException;
    }

    /** Runs an action on a path. */
    static <T> T on(HadoopPath path, Action<T> action) throws IOException {
        try {
            return action.run();
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            throw of(path, e);
        }
    }
}
