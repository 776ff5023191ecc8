package io.lockstep.pass.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive use of a GPU by one process. Spark assigns addresses for each of its workers, and does not know of a second
 * worker or application on the machine; so a process locks a file in {@code /tmp} whose name contains the GPU's UUID. The operating
 * system releases the lock when the process ends, in any way.
 *
 * <p>The environment variable {@code LOCKSTEP_LEASES} names another folder for these files. Only processes with the same folder see
 * each other's leases: it is for tests that emulate GPUs, and for machines whose {@code /tmp} the processes do not share.
 *
 * <p>Every user may write to {@code /tmp}: a link, or anything but a regular file with one name, is refused, because it
 * could make this process overwrite another file. A read lock on a file that this user may only read excludes processes that may write it; two
 * processes that may both only read it do not see each other.
 */
public final class DeviceLease {
    /** The environment variable for the folder of the leases. */
    static final String FOLDER = "LOCKSTEP_LEASES";

    private static final Map<String, FileLock> HELD = new HashMap<>();

    private DeviceLease() {}

    /**
     * Leases the GPU to this process until it ends; repeated calls succeed.
     *
     * @throws BackendException if another process has leased it, or the lease's file cannot be locked
     */
    public static void take(Gpu gpu) {
        take(gpu, folder(System.getenv(FOLDER)));
    }

    /** The folder of the leases for this environment. */
    static Path folder(@Nullable String named) {
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        return Files.isDirectory(Path.of("/tmp")) ? Path.of("/tmp") : Path.of(System.getProperty("java.io.tmpdir"));
    }

    static synchronized void take(Gpu gpu, Path folder) {
        Path file = folder.resolve("lockstep-" + gpu.uuid() + ".lease");
        if (HELD.containsKey(file.toString())) {
            return;
        }
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            HELD.put(file.toString(), lock(gpu, file));
        } catch (IOException e) {
            throw unusable(gpu, file, e.toString(), e);
        }
    }

    private static FileLock lock(Gpu gpu, Path file) throws IOException {
        create(file);
        requireFileOfItsOwn(gpu, file);
        boolean writable = true;
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) { // another user's
            channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            writable = false;
        }
        FileLock lock = null;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, !writable);
            if (lock == null) {
                throw new BackendException(
                        "%s: expected a GPU that no other process uses, found it leased to %s. Give each worker of a machine GPUs of its own, or wait for that process to end."
                                .formatted(gpu, Files.readString(file).strip()));
            }
            if (writable) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        ("process " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            return lock;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    /** Creates the file with permissions for all users. */
    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file); // follows no link
        } catch (FileAlreadyExistsException e) {
            return;
        }
        PosixFileAttributeView view = view(file);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rw-rw-rw-")); // whatever the umask says
        }
    }

    private static void requireFileOfItsOwn(Gpu gpu, Path file) throws IOException {
        PosixFileAttributeView view = view(file);
        if (view == null) { // no Unix
            return;
        }
        PosixFileAttributes attributes = view.readAttributes();
        String owner = " of user " + attributes.owner().getName();
        if (attributes.isSymbolicLink()) {
            throw unusable(gpu, file, "a symbolic link" + owner, null);
        }
        if (!attributes.isRegularFile()) {
            throw unusable(gpu, file, (attributes.isDirectory() ? "a folder" : "a special file") + owner, null);
        }
        if (!Objects.equals(Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS), 1)) {
            throw unusable(gpu, file, "a file with a second name, a hard link," + owner, null);
        }
    }

    private static @Nullable PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static BackendException unusable(Gpu gpu, Path file, String found, @Nullable Throwable cause) {
        return new BackendException(
                "%s: expected to lock %s, a file of its own, found %s. Remove that file, or name another folder with the environment variable %s."
                        .formatted(gpu, file, found, FOLDER),
                cause);
    }
}
