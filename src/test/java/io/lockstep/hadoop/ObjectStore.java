package io.lockstep.hadoop;

import java.io.IOException;
import java.net.URI;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.util.Progressable;

/**
 * What an object store is to Lockstep, on this machine's disk, by the scheme {@code store}: nothing is renamed, nothing appended to. Spark's
 * committer alone may rename, within its {@code _temporary}: for a real store Spark has committers that do without.
 */
public final class ObjectStore extends RawLocalFileSystem {
    /** Makes the scheme known to Spark, and with it to Hadoop. */
    public static final String SETTING = "spark.hadoop.fs.store.impl";

    private static final URI ROOT = URI.create("store:///");

    /** The URI of a path of this machine. */
    public static String uri(java.nio.file.Path path) {
        return "store://" + path;
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
        return "store";
    }

    /** Without owner and permissions, as a store has none. */
    private static FileStatus plain(FileStatus status) {
        return new FileStatus(
                status.getLen(),
                status.isDirectory(),
                1,
                status.getBlockSize(),
                status.getModificationTime(),
                status.getPath());
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return plain(super.getFileStatus(path));
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        return Stream.of(super.listStatus(folder)).map(ObjectStore::plain).toArray(FileStatus[]::new);
    }

    @Override
    public void access(Path path, FsAction mode) throws IOException {
        getFileStatus(path);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        if (from.toString().contains("/_temporary/")) {
            return super.rename(from, to);
        }
        throw new UnsupportedOperationException("this store renames nothing, asked for " + from);
    }

    @Override
    public FSDataOutputStream append(Path file, int bufferSize, Progressable progress) {
        throw new UnsupportedOperationException("this store appends nothing, asked for " + file);
    }
}
