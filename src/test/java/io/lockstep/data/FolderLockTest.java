package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /** Takes a lock, says so, and keeps it until its input ends. */
    public static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws Exception {
            try (FolderLock lock = take(Path.of(arguments[0]))) {
                System.out.println("taken");
                while (System.in.read() >= 0) {
                    // until the test lets go
                }
                lock.close(true);
            }
        }
    }

    private static FolderLock take(Path file) throws IOException {
        return FolderLock.take(file, owner -> new IllegalStateException("held by " + owner));
    }

    @Test
    void aLockFileThatCannotBeOpenedIsNotHeldEverAfter() throws IOException {
        Path file = Files.createDirectory(folder.resolve("nightly.lock"));
        assertThatThrownBy(() -> take(file)).isInstanceOf(IOException.class);
        Files.delete(file);
        take(file).close(true);
        assertThat(file).doesNotExist();
    }

    @Test
    void theHolderIsNamedWithTheTimeItBegan() throws IOException {
        Path file = folder.resolve("nightly.lock");
        try (FolderLock lock = take(file)) {
            assertThatThrownBy(() -> take(file.resolveSibling("./nightly.lock")))
                    .hasMessageStartingWith(
                            "held by process " + ProcessHandle.current().pid() + " on ")
                    .hasMessageMatching(".* since [-0-9T:]+Z");
            assertThatThrownBy(() -> FolderLock.requireFree(file, IllegalStateException::new))
                    .hasMessageStartingWith("process " + ProcessHandle.current().pid());
            assertThat(lock).isNotNull();
        }
        FolderLock.requireFree(file, IllegalStateException::new);
        take(file).close();
    }

    @Test
    @Timeout(120)
    void anotherProcessHoldsItUntilItEnds() throws Exception {
        Path file = folder.resolve("nightly.lock");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(other.inputReader().readLine()).isEqualTo("taken");
        assertThatThrownBy(() -> take(file)).hasMessageMatching("held by process " + other.pid() + " on .*Z");
        assertThatThrownBy(() -> FolderLock.requireFree(file, IllegalStateException::new))
                .hasMessageStartingWith("process " + other.pid());
        other.destroyForcibly();
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        take(file).close();
    }
}
