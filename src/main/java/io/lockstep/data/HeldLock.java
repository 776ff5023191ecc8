package io.lockstep.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A lock on a folder that this process holds, by a file beside it. What it keeps out depends on the file system:
 *
 * <ul>
 *   <li>on a local disk ({@link FolderLock}) every other process, until this one ends in whatever way
 *   <li>where files are renamed in one act, as on HDFS ({@link StoreLock}), every other process, as long as this one can rewrite the file once
 *       in 90 seconds
 *   <li>on an object store ({@link StoreLock}), all but those that begin within the same second
 * </ul>
 */
public interface HeldLock extends AutoCloseable {

    /**
     * Acquires the lock, or fails at once.
     *
     * @param file in a folder that exists
     * @param underWay the exception if another process holds the lock; it receives the owner
     * @throws IOException if the file cannot be written
     */
    static HeldLock take(Path file, Function<String, ? extends RuntimeException> underWay) throws IOException {
        return Storage.of(file).isLocal() ? FolderLock.take(file, underWay) : StoreLock.take(file, underWay);
    }

    /** Checks whether the lock is free, without acquiring it; parameters as above. */
    static void requireFree(Path file, Function<String, ? extends RuntimeException> underWay) throws IOException {
        if (Storage.of(file).isLocal()) {
            FolderLock.requireFree(file, underWay);
        } else {
            StoreLock.requireFree(file, underWay);
        }
    }

    /** Fails if another process has taken the lock over: before what must not be done twice. */
    void requireHeld() throws IOException;

    /**
     * Releases the lock.
     *
     * @param remove whether a file that would be no lock any more is removed, too
     */
    void close(boolean remove) throws IOException;

    @Override
    void close() throws IOException;
}
