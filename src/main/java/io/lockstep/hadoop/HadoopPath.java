package io.lockstep.hadoop;

import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path on one of Hadoop's file systems: an absolute one, which as text is its whole URI, or a relative one, as {@link #getFileName}
 * gives it. There is no working folder: a relative path is one from the root.
 *
 * @param files the file system
 * @param isAbsolute whether it begins at the root
 * @param names from the outermost on
 */
record HadoopPath(HadoopFileSystem files, boolean isAbsolute, List<String> names) implements Path {

    HadoopPath {
        names = List.copyOf(names);
    }

    static HadoopPath of(HadoopFileSystem files, String text) {
        List<String> names = new ArrayList<>(List.of(text.split("/", -1)));
        names.removeIf(String::isEmpty);
        return new HadoopPath(files, text.startsWith("/"), names);
    }

    /** As Hadoop has it. */
    org.apache.hadoop.fs.Path hadoop() {
        URI root = files.root();
        return new org.apache.hadoop.fs.Path(root.getScheme(), root.getAuthority(), "/" + String.join("/", names));
    }

    private HadoopPath with(List<String> others) {
        return new HadoopPath(files, isAbsolute, others);
    }

    private static HadoopPath ours(Path path) {
        if (path instanceof HadoopPath ours) {
            return ours;
        }
        throw new ProviderMismatchException("a path of a Hadoop file system is needed, not " + path);
    }

    @Override
    public HadoopFileSystem getFileSystem() {
        return files;
    }

    @Override
    public @Nullable Path getRoot() {
        return isAbsolute ? with(List.of()) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : new HadoopPath(files, false, names.subList(names.size() - 1, names.size()));
    }

    @Override
    public @Nullable Path getParent() {
        return names.isEmpty() || (!isAbsolute && names.size() == 1) ? null : with(names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public Path subpath(int from, int to) {
        return new HadoopPath(files, false, names.subList(from, to));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof HadoopPath path
                && path.files.equals(files)
                && path.isAbsolute == isAbsolute
                && path.names.size() <= names.size()
                && path.names.equals(names.subList(0, path.names.size()));
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof HadoopPath path
                && path.files.equals(files)
                && (path.isAbsolute
                        ? equals(path)
                        : path.names.size() <= names.size()
                                && path.names.equals(names.subList(names.size() - path.names.size(), names.size())));
    }

    @Override
    public Path normalize() {
        List<String> left = new ArrayList<>();
        for (String name : names) {
            if (name.equals("..") && !left.isEmpty()) {
                left.remove(left.size() - 1);
            } else if (!name.equals(".")) {
                left.add(name);
            }
        }
        return with(left);
    }

    @Override
    public Path resolve(Path other) {
        HadoopPath path = ours(other);
        if (path.isAbsolute) {
            return path;
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(path.names);
        return with(all);
    }

    @Override
    public Path relativize(Path other) {
        HadoopPath path = ours(other);
        if (!path.startsWith(this)) {
            throw new IllegalArgumentException(path + " is not below " + this);
        }
        return new HadoopPath(files, false, path.names.subList(names.size(), path.names.size()));
    }

    @Override
    public URI toUri() {
        return hadoop().toUri();
    }

    @Override
    public Path toAbsolutePath() {
        return isAbsolute ? this : new HadoopPath(files, true, names);
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("a Hadoop file system cannot be watched");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(ours(other).toString());
    }

    /** For people; without a password, if the URI has one. */
    @Override
    public String toString() {
        String path = String.join("/", names);
        return isAbsolute ? files + "/" + path : path;
    }
}
