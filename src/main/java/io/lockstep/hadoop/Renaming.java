package io.lockstep.hadoop;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/**
 * Hadoop's rename that says why it fails, replaces a file in one act where asked to, and never moves a folder into another. It is protected, and
 * open to what stands in front of a file system.
 */
final class Renaming extends FilterFileSystem {

    Renaming(FileSystem files) {
        super(files);
    }

    @SuppressWarnings("deprecation") // "for tests", it says; Hadoop's own tools use it, and there is no other
    void move(Path from, Path to, Rename how) throws IOException {
        rename(from, to, how);
    }
}
