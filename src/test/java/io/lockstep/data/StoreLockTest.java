package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StoreLockTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // name
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("nightly.lock");
    }

    private static StoreLock take(Path file) throws IOException {
        return StoreLock.take(file, owner -> new IllegalStateException("held by " + owner));
    }

    /** A process on another machine, of which nothing is known but what the file says. */
    private void heldElsewhere(int secondsAgo) throws IOException {
        Files.writeString(file, new LockOwner("process 7 on far", "another machine", 7, "theirs").lines());
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(secondsAgo)));
    }

    @Test
    void theHolderIsNamedAndNothingIsLeftWhenItLetsGo() throws IOException {
        try (StoreLock lock = take(file)) {
            assertThatThrownBy(() -> take(file))
                    .hasMessageStartingWith(
                            "held by process " + ProcessHandle.current().pid() + " on ")
                    .hasMessageContaining("its lock ends 90 seconds after");
            lock.requireHeld();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
        take(file).close(true);
    }

    @Test
    void whatItsOwnerRewritesIsHeldAndWhatNobodyRewritesIsNot() throws IOException {
        heldElsewhere(60);
        assertThatThrownBy(() -> take(file)).hasMessageStartingWith("held by process 7 on far");
        assertThatThrownBy(() -> StoreLock.requireFree(file, IllegalStateException::new))
                .hasMessageStartingWith("process 7 on far");
        heldElsewhere(100);
        StoreLock.requireFree(file, IllegalStateException::new);
        try (StoreLock lock = take(file)) {
            lock.requireHeld();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatIsBeingWrittenIsHeld() throws IOException {
        Files.createFile(file);
        assertThatThrownBy(() -> take(file)).hasMessageStartingWith("held by another process");
    }

    @Test
    void anOwnerThatStoodStillFindsOutThatItHasLostIt() throws IOException {
        try (StoreLock lock = take(file)) {
            heldElsewhere(0);
            assertThatThrownBy(lock::requireHeld)
                    .hasMessageStartingWith("held by process 7 on far, which has taken it over");
        }
        assertThat(file).exists(); // it is the other's
        Files.delete(file);
        try (StoreLock lock = take(file)) {
            Files.delete(file);
            assertThatThrownBy(lock::requireHeld).hasMessageContaining("which has removed");
        }
    }

    /** Takes the lock and waits. */
    public static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws Exception {
            try (StoreLock lock = take(Path.of(arguments[0]))) {
                System.out.println("taken");
                while (System.in.read() >= 0) {
                    // until the test kills it
                }
                lock.close(true);
            }
        }
    }

    @Test
    @Timeout(120)
    void aKilledProcessOfThisMachineHoldsItNoLonger() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(other.inputReader().readLine()).isEqualTo("taken");
        assertThatThrownBy(() -> take(file)).hasMessageStartingWith("held by process " + other.pid());
        other.destroyForcibly();
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(file).exists();
        take(file).close();
    }
}
