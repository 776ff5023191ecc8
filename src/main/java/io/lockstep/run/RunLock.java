package io.lockstep.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps two processes from one run. The operating system holds the lock on {@code <id>.lock} and lets go of it when the
 * process ends, however it ends: a file that is left over is no lock.
 */
final class RunLock implements AutoCloseable {
    /** Of this virtual machine: closing a second channel of a file would let go of the first one's lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock, at once or not at all.
     *
     * @throws OutputException naming who has it
     * @throws IOException if the file cannot be written, or its file system knows no locks
     */
    static RunLock take(Path output, String id) throws IOException {
        Path file = output.toRealPath().resolve(id + ".lock");
        if (!HELD.add(file)) {
            throw underWay(id, owner());
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw underWay(id, Files.readString(file).strip());
            }
            channel.truncate(0).write(StandardCharsets.UTF_8.encode(owner() + "\n"));
            return new RunLock(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            HELD.remove(file);
            throw e;
        }
    }

    /**
     * Looks whether it could be taken, and leaves it.
     *
     * @throws OutputException naming who has it
     * @throws IOException if the file cannot be read
     */
    static void requireFree(Path output, String id) throws IOException {
        if (Files.exists(output.resolve(id + ".lock"))) {
            Path file = output.toRealPath().resolve(id + ".lock");
            if (HELD.contains(file)) {
                throw underWay(id, owner());
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    throw underWay(id, Files.readString(file).strip());
                }
            }
        }
    }

    private static OutputException underWay(String id, String owner) {
        return new OutputException("run.id: expected a run that nobody else works on, found " + id + " under way: "
                + owner + ". Let that one end, or choose another id.");
    }

    private static String owner() throws IOException {
        return "process " + ProcessHandle.current().pid() + " on "
                + InetAddress.getLocalHost().getHostName() + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Lets go.
     *
     * @param remove whether the file goes, too: only where nobody who waits for it has anything left to write
     */
    void close(boolean remove) throws IOException {
        if (remove) {
            Files.deleteIfExists(file);
        }
        close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(file);
    }
}
