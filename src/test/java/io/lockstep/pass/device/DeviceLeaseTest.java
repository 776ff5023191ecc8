package io.lockstep.pass.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DeviceLeaseTest {
    private static final Gpu GPU = new Gpu("0", "GPU-lease", "NVIDIA T4", 75, "535");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /** Takes the lease, says so, and keeps it until its input ends. */
    public static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws Exception {
            try {
                DeviceLease.take(GPU, Path.of(arguments[0]));
                DeviceLease.take(GPU, Path.of(arguments[0])); // the second task of a process that has it
                System.out.println("taken");
            } catch (BackendException e) {
                System.out.println(e.getMessage());
            }
            while (System.in.read() >= 0) {
                // until the test lets go
            }
        }
    }

    @Test
    void oneProcessAtATimeHasAGpuHoweverItEnds() throws Exception {
        Process first = taker();
        assertThat(first.inputReader().readLine()).isEqualTo("taken");
        Process second = taker();
        assertThat(second.inputReader().readLine())
                .startsWith(
                        "NVIDIA T4 (GPU 0, compute capability 7.5, driver 535): expected a GPU that no other process"
                                + " uses, found it leased to process " + first.pid() + ". Give each worker");
        first.destroyForcibly();
        assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
        Process third = taker();
        assertThat(third.inputReader().readLine()).isEqualTo("taken");
        second.destroyForcibly();
        third.destroyForcibly();
    }

    private Process taker() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }
}
