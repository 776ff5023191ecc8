package io.lockstep.pass.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/**
 * A GPU belongs to one process at a time. Spark hands out addresses for each of its workers, and knows nothing of a second
 * worker or application on the machine; so a process locks a file in {@code /tmp} that bears the GPU's UUID. The operating
 * system takes the lock away with the process, however that ends.
 */
public final class DeviceLease {
    private static final Map<String, FileLock> HELD = new HashMap<>();

    private DeviceLease() {}

    /**
     * Takes the GPU for this process until it ends; once it has it, again and again.
     *
     * @throws BackendException if another process has it
     */
    public static void take(Gpu gpu) {
        take(gpu, Files.isDirectory(Path.of("/tmp")) ? Path.of("/tmp") : Path.of(System.getProperty("java.io.tmpdir")));
    }

    static synchronized void take(Gpu gpu, Path folder) {
        Path file = folder.resolve("lockstep-" + gpu.uuid() + ".lease");
        if (HELD.containsKey(file.toString())) {
            return;
        }
        try {
            FileChannel channel = open(file);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new BackendException(
                        "%s: expected a GPU that no other process uses, found it leased to %s. Give each worker of a machine GPUs of its own, or wait for that process to end."
                                .formatted(gpu, Files.readString(file).strip()));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    ("process " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
            HELD.put(file.toString(), lock);
        } catch (IOException e) {
            throw new BackendException(
                    "%s: expected to lock %s, found %s. Remove that file.".formatted(gpu, file, e), e);
        }
    }

    /** Any user may lock it. */
    private static FileChannel open(Path file) throws IOException {
        if (Files.notExists(file)) {
            try {
                Files.setPosixFilePermissions(Files.createFile(file), PosixFilePermissions.fromString("rw-rw-rw-"));
            } catch (FileAlreadyExistsException e) {
                return FileChannel.open(file, StandardOpenOption.WRITE); // somebody was faster
            }
        }
        return FileChannel.open(file, StandardOpenOption.WRITE);
    }
}
