package io.lockstep.hadoop;

import io.lockstep.data.Location;
import io.lockstep.data.Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.CommonPathCapabilities;

/**
 * One of Hadoop's file systems. It is Hadoop's own instance, shared with Spark and all others in this JVM, and so is never closed here.
 */
final class HadoopFileSystem extends FileSystem implements Storage {
    /**
     * By these schemes a rename is one act of a name node. All others are taken for object stores, where a rename copies one object after
     * the other, or is refused: {@code s3a}, {@code gs}, {@code abfs}, {@code wasb}, {@code oss}, {@code cosn}, {@code obs} and what is not known
     * here. To take one for an object store that is none costs nothing but the {@code .partial} in the name.
     */
    private static final Set<String> RENAME_ATOMICALLY = Set.of("hdfs", "webhdfs", "swebhdfs", "maprfs");

    private final org.apache.hadoop.fs.FileSystem files;
    private final URI root;

    HadoopFileSystem(org.apache.hadoop.fs.FileSystem files) {
        this.files = files;
        this.root = files.getUri();
    }

    org.apache.hadoop.fs.FileSystem hadoop() {
        return files;
    }

    /** Scheme and authority. */
    URI root() {
        return root;
    }

    @Override
    public boolean renamesAtomically() {
        return RENAME_ATOMICALLY.contains(root.getScheme().toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean appends() {
        try {
            return renamesAtomically()
                    && files.hasPathCapability(new org.apache.hadoop.fs.Path("/"), CommonPathCapabilities.FS_APPEND);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Location location(Path path) {
        return new HadoopLocation(((HadoopPath) path).hadoop().toString(), path.toString());
    }

    @Override
    public Path getPath(String first, String... more) {
        return HadoopPath.of(this, more.length == 0 ? first : first + "/" + String.join("/", more));
    }

    /** A name's pattern is as on this machine. */
    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher(pattern);
        return path -> matcher.matches(Path.of(path.toString()));
    }

    @Override
    public FileSystemProvider provider() {
        return HadoopProvider.INSTANCE;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("a Hadoop file system is shared in this JVM and is not closed");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(HadoopPath.of(this, "/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("users of a Hadoop file system are not looked up");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("a Hadoop file system cannot be watched");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HadoopFileSystem system && system.root.equals(root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        String authority = root.getAuthority() == null ? "" : root.getAuthority();
        // user:password@; the container of abfs:, as in container@account, is no secret
        return root.getScheme() + "://" + authority.replaceFirst("^[^@]*:[^@]*@", "***@");
    }
}
