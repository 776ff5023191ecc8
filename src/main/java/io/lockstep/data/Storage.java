package io.lockstep.data;

import java.nio.file.Path;

/**
 * What Lockstep needs to know of a file system beyond {@link java.nio.file}. The local one has it all; another one's
 * {@link java.nio.file.FileSystem} implements this interface.
 */
public interface Storage {

    /** Whether it is a file system of this machine, as {@link Path#of(String, String...)} has them. */
    default boolean isLocal() {
        return false;
    }

    /**
     * Whether a file or a folder is renamed in one act, which no reader ever sees half done. Where it is not, files are written in place, and
     * whoever reads waits for the one that is written last.
     */
    boolean renamesAtomically();

    /** Whether a file can be opened again to add to it, and what was added is safe after {@code flush}. */
    boolean appends();

    /** The path in a form that can be sent to an executor. */
    Location location(Path path);

    /** What is known of a path's file system. */
    static Storage of(Path path) {
        return path.getFileSystem() instanceof Storage storage ? storage : LocalStorage.INSTANCE;
    }
}
