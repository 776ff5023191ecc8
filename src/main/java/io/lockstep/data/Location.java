package io.lockstep.data;

import java.io.Serializable;
import java.nio.file.Path;

/** Where a file is, on whatever file system, so that an executor can open it; as text it is the file's path. */
public interface Location extends Serializable {

    /** The file, as this machine reaches it. */
    Path path();

    /** Where this path leads. */
    static Location of(Path path) {
        return Storage.of(path).location(path);
    }
}
