package io.lockstep.ml;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** This machine's disk by the scheme {@code full}, on which no file can be created whose path contains a certain word. */
public final class FullDisk extends RawLocalFileSystem {
    /** Makes the scheme known to Spark, and with it to Hadoop. */
    static final String SETTING = "spark.hadoop.fs.full.impl";

    /** What a path must not contain. */
    static volatile String word = "no such word";

    private static final URI ROOT = URI.create("full:///");

    static String uri(java.nio.file.Path path) {
        return "full://" + path;
    }

    @Override
    public void initialize(URI uri, Configuration conf) throws IOException {
        super.initialize(ROOT, conf);
    }

    @Override
    public URI getUri() {
        return ROOT;
    }

    @Override
    public String getScheme() {
        return "full";
    }

    private static void requireSpace(Path file) throws IOException {
        if (file.toString().contains(word)) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public FSDataOutputStream create(
            Path file, boolean overwrite, int buffer, short replication, long blockSize, Progressable progress)
            throws IOException {
        requireSpace(file);
        return super.create(file, overwrite, buffer, replication, blockSize, progress);
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrite,
            int buffer,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        requireSpace(file);
        return super.create(file, permission, overwrite, buffer, replication, blockSize, progress);
    }
}
