package io.lockstep.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prevents two processes from writing to the same folder on a local disk. The operating system holds the lock on a file beside the folder
 * and releases it when the process ends, in any way: a leftover file is not a lock.
 */
public final class FolderLock implements HeldLock {
    /** Of this JVM, with their owners: closing a second channel of a file would release the first one's lock. */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Acquires the lock, or fails at once.
     *
     * @param path the file, in a folder that exists
     * @param underWay the exception if another process holds the lock; it receives the owner
     * @throws IOException if the file cannot be written, or its file system does not support locks
     */
    public static FolderLock take(Path path, Function<String, ? extends RuntimeException> underWay) throws IOException {
        Path file = real(path);
        String owner = LockOwner.here().text();
        String holder = HELD.putIfAbsent(file, owner);
        if (holder != null) {
            throw underWay.apply(holder);
        }
        boolean taken = false;
        try {
            FolderLock lock = lock(file, owner, underWay);
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                HELD.remove(file);
            }
        }
    }

    private static FolderLock lock(Path file, String owner, Function<String, ? extends RuntimeException> underWay)
            throws IOException {
        while (true) {
            Object before = key(file);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            boolean taken = false;
            try {
                requireLock(channel, file, underWay);
                // Its last owner may have removed it after it was opened: then this is a lock on a file that no other
                // process
                // else finds.
                taken = before != null && before.equals(key(file));
                if (taken) {
                    channel.truncate(0).write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)));
                    return new FolderLock(file, channel);
                }
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        }
    }

    /** Identifies the file by its attributes only: opening and closing a file would release this process's lock on it. */
    private static @Nullable Object key(Path file) throws IOException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? "a file system without keys" : key;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void requireLock(
            FileChannel channel, Path file, Function<String, ? extends RuntimeException> underWay) throws IOException {
        try {
            if (channel.tryLock() == null) {
                String holder = Files.readString(file).strip();
                throw underWay.apply(holder.isEmpty() ? "another process" : holder);
            }
        } catch (OverlappingFileLockException e) { // by a copy of this class from another class loader
            throw underWay.apply("this process");
        }
    }

    /**
     * Checks whether the lock is free, without acquiring it.
     *
     * @param underWay the exception if another process holds the lock; it receives the owner
     * @throws IOException if the file cannot be read
     */
    public static void requireFree(Path path, Function<String, ? extends RuntimeException> underWay)
            throws IOException {
        if (Files.exists(path)) {
            Path file = real(path);
            String holder = HELD.get(file);
            if (holder != null) {
                throw underWay.apply(holder);
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                requireLock(channel, file, underWay);
            } catch (NoSuchFileException e) {
                return; // released and removed just now
            }
        }
    }

    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        return (parent == null ? absolute : parent.toRealPath()).resolve(absolute.getFileName());
    }

    /** The operating system lets nobody else have it. */
    @Override
    public void requireHeld() {}

    @Override
    public void close(boolean remove) throws IOException {
        try {
            if (remove) {
                Files.deleteIfExists(file);
            }
        } finally {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
