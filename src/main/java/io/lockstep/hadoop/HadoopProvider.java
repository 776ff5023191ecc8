package io.lockstep.hadoop;

import static io.lockstep.hadoop.HadoopFailure.on;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.permission.FsAction;

/**
 * What {@link java.nio.file.Files} asks of a file system, by Hadoop's. It has what Lockstep uses: streams, channels to read, folders,
 * renaming, deleting, attributes and permissions. Links, watching and copying are not supported.
 */
final class HadoopProvider extends FileSystemProvider {
    static final HadoopProvider INSTANCE = new HadoopProvider();

    private HadoopProvider() {}

    private static HadoopPath ours(Path path) {
        return (HadoopPath) path.toAbsolutePath();
    }

    private static org.apache.hadoop.fs.FileSystem files(HadoopPath path) {
        return path.files().hadoop();
    }

    private static UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException(what + ": not supported on a Hadoop file system");
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        HadoopPath file = ours(path);
        return on(file, () -> new HadoopInput(file, files(file).open(file.hadoop())));
    }

    @Override
    public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        return output(ours(path), Set.of(options));
    }

    private static HadoopOutput output(HadoopPath file, Set<? extends OpenOption> options) throws IOException {
        return on(file, () -> new HadoopOutput(file, open(file, options)));
    }

    private static FSDataOutputStream open(HadoopPath file, Set<? extends OpenOption> options) throws IOException {
        org.apache.hadoop.fs.FileSystem files = files(file);
        if (options.contains(StandardOpenOption.APPEND) && files.exists(file.hadoop())) {
            return files.append(file.hadoop());
        }
        boolean fresh = options.contains(StandardOpenOption.CREATE_NEW) || options.contains(StandardOpenOption.APPEND);
        return files.create(file.hadoop(), !fresh);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        HadoopPath file = ours(path);
        return options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)
                ? new WriteChannel(output(file, options))
                : on(
                        file,
                        () -> new ReadChannel(
                                new HadoopInput(file, files(file).open(file.hadoop())),
                                files(file).getFileStatus(file.hadoop()).getLen()));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        HadoopPath at = ours(folder);
        List<Path> children = new ArrayList<>();
        on(at, () -> {
            if (!files(at).getFileStatus(at.hadoop()).isDirectory()) {
                throw new NotDirectoryException(at.toString());
            }
            for (FileStatus status : files(at).listStatus(at.hadoop())) {
                Path child = at.resolve(status.getPath().getName());
                if (filter.accept(child)) {
                    children.add(child);
                }
            }
            return children;
        });
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return children.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        HadoopPath folder = ours(path);
        on(folder, () -> {
            if (files(folder).exists(folder.hadoop())) {
                throw new FileAlreadyExistsException(folder.toString());
            }
            if (!files(folder).mkdirs(folder.hadoop())) {
                throw new IOException("the folder cannot be created");
            }
            return folder;
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        HadoopPath at = ours(path);
        on(at, () -> {
            if (!files(at).delete(at.hadoop(), false)) {
                throw new NoSuchFileException(at.toString());
            }
            return at;
        });
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        HadoopPath source = ours(from);
        HadoopPath target = ours(to);
        List<CopyOption> wanted = Arrays.asList(options);
        if (wanted.contains(StandardCopyOption.ATOMIC_MOVE) && !source.files().renamesAtomically()) {
            throw new AtomicMoveNotSupportedException(
                    source.toString(), target.toString(), "this file system does not rename in one act");
        }
        boolean replaces = wanted.contains(StandardCopyOption.REPLACE_EXISTING);
        on(source, () -> {
            new Renaming(files(source))
                    .move(source.hadoop(), target.hadoop(), replaces ? Rename.OVERWRITE : Rename.NONE);
            return target;
        });
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) {
        throw unsupported("copy " + from);
    }

    @Override
    public boolean isSameFile(Path one, Path other) {
        return ours(one).normalize().equals(other.toAbsolutePath().normalize());
    }

    @Override
    public boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw unsupported("free space of " + path);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        HadoopPath at = ours(path);
        FsAction wanted = FsAction.NONE;
        for (AccessMode mode : modes) {
            wanted = wanted.or(
                    switch (mode) {
                        case READ -> FsAction.READ;
                        case WRITE -> FsAction.WRITE;
                        case EXECUTE -> FsAction.EXECUTE;
                    });
        }
        try {
            if (wanted == FsAction.NONE) {
                files(at).getFileStatus(at.hadoop());
            } else {
                files(at).access(at.hadoop(), wanted);
            }
        } catch (IOException e) {
            throw HadoopFailure.answering(at, e);
        }
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        HadoopPath at = ours(path);
        try {
            return type.cast(new HadoopAttributes(files(at).getFileStatus(at.hadoop())));
        } catch (IOException e) {
            throw HadoopFailure.answering(at, e);
        }
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
        throw unsupported("attributes " + names + " of " + path);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) {
        throw unsupported("attribute " + name + " of " + path);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        throw unsupported("attributes of " + path);
    }

    @Override
    public String getScheme() {
        return "hadoop";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
        throw unsupported("new file system " + uri);
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw unsupported("file system " + uri);
    }

    @Override
    public Path getPath(URI uri) {
        throw unsupported("path " + uri);
    }
}
