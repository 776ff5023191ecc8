package io.lockstep.data;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A lock on a file system whose operating system is not ours: a file that says who holds it, and that its owner rewrites every 20 seconds. A file
 * that nobody has rewritten for 90 seconds, by the clock of the file system, belongs to a process that was killed, and so does at once that of
 * a process of this machine that has ended: the next process takes it over.
 *
 * <p>Its limits: an owner that stands still for 90 seconds (or cannot reach the file system) and comes back finds out at its next checkpoint
 * that it has lost the lock, and ends; until then two processes may compute the same run, which both write with the same bits. Where
 * the file system creates or renames no file in one act, as on object stores, two processes that begin within the same second may both believe
 * to be first; the one that wrote first ends when it reads the other's name, after a second or at its next checkpoint.
 */
public final class StoreLock implements HeldLock {
    static final Duration BEAT = Duration.ofSeconds(20);
    static final Duration EXPIRY = Duration.ofSeconds(90);
    private static final Duration TO_COLLIDE = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 3;

    private final Path file;
    private final LockOwner owner;
    private final Function<String, ? extends RuntimeException> underWay;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "lock");
        thread.setDaemon(true);
        return thread;
    });

    private StoreLock(Path file, LockOwner owner, Function<String, ? extends RuntimeException> underWay) {
        this.file = file;
        this.owner = owner;
        this.underWay = underWay;
    }

    /** As {@link HeldLock#take}. */
    static StoreLock take(Path file, Function<String, ? extends RuntimeException> underWay) throws IOException {
        LockOwner owner = LockOwner.here();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            requireFree(file, underWay);
            try {
                removeAbandoned(file);
                write(file, owner, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException | NoSuchFileException e) {
                continue; // another process was quicker: look again
            }
            StoreLock lock = new StoreLock(file, owner, underWay);
            if (!Storage.of(file).renamesAtomically()) {
                pause();
                lock.requireHeld();
            }
            var unused = lock.beats.scheduleWithFixedDelay(
                    lock::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
            return lock;
        }
        throw underWay.apply("another process");
    }

    /** As {@link HeldLock#requireFree}. */
    static void requireFree(Path file, Function<String, ? extends RuntimeException> underWay) throws IOException {
        try {
            LockOwner holder = read(file);
            if (!holder.hasEnded() && age(file).compareTo(EXPIRY) < 0) {
                throw underWay.apply(holder.text() + " (if it was killed, its lock ends " + EXPIRY.toSeconds()
                        + " seconds after that)");
            }
        } catch (NoSuchFileException e) {
            return; // nobody's
        }
    }

    /** Of several processes that find the file of a killed one, a rename lets one alone remove it; they have looked just now. */
    private static void removeAbandoned(Path file) throws IOException {
        if (Files.exists(file)) {
            Path aside = file;
            if (Storage.of(file).renamesAtomically()) {
                aside = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".abandoned");
                Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.deleteIfExists(aside);
        }
    }

    /** By the clock of the file system: that of another machine may be wrong. */
    private static Duration age(Path file) throws IOException {
        Path now = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".now");
        Files.write(now, new byte[] {0});
        try {
            return Duration.between(
                    Files.getLastModifiedTime(file).toInstant(),
                    Files.getLastModifiedTime(now).toInstant());
        } finally {
            Files.deleteIfExists(now);
        }
    }

    private static LockOwner read(Path file) throws IOException {
        return LockOwner.parse(Files.readString(file));
    }

    private static void write(Path file, LockOwner owner, OpenOption... options) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, options)) {
            out.write(owner.lines().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(TO_COLLIDE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        try {
            if (isOurs()) {
                write(file, owner);
            }
        } catch (IOException | UncheckedIOException e) {
            return; // tried again; whether the lock was lost meanwhile is found out by requireHeld
        }
    }

    private boolean isOurs() throws IOException {
        return read(file).token().equals(owner.token());
    }

    @Override
    public void requireHeld() throws IOException {
        try {
            LockOwner now = read(file);
            if (!now.token().isEmpty() && !now.token().equals(owner.token())) { // empty: it is being rewritten
                throw underWay.apply(now.text() + ", which has taken it over");
            }
        } catch (NoSuchFileException e) {
            throw underWay.apply("another process, which has removed " + file);
        }
    }

    @Override
    public void close(boolean remove) {
        close();
    }

    @Override
    public void close() {
        beats.shutdownNow();
        try {
            beats.awaitTermination(5, TimeUnit.SECONDS);
            if (isOurs()) {
                Files.deleteIfExists(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            return; // it ends by itself, when nobody rewrites it
        }
    }
}
