package io.lockstep.pass.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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

    /** In a folder where everybody may write, anybody can lay one under the file's name. */
    @Test
    void aLinkIsRefusedAndWhatItPointsToIsLeftAsItIs() throws Exception {
        Path lease = folder.resolve("lockstep-GPU-lease.lease");
        Path precious = Files.writeString(folder.resolve("precious"), "keep me");
        Path absent = folder.resolve("absent");
        for (Path target : List.of(precious, absent)) {
            Files.createSymbolicLink(lease, target);
            assertThatThrownBy(() -> DeviceLease.take(GPU, folder))
                    .isInstanceOf(BackendException.class)
                    .hasMessageStartingWith("NVIDIA T4 (GPU 0, compute capability 7.5, driver 535): expected to lock "
                            + lease + ", a file of its own, found a symbolic link of user ")
                    .hasMessageEndingWith(
                            "Remove that file, or name another folder with the environment variable LOCKSTEP_LEASES.");
            Files.delete(lease);
        }
        Files.createLink(lease, precious);
        assertThatThrownBy(() -> DeviceLease.take(GPU, folder)).hasMessageContaining("found a file with a second name");
        Files.delete(lease);
        assertThat(precious).hasContent("keep me");
        assertThat(absent).doesNotExist();

        Files.createDirectory(lease);
        assertThatThrownBy(() -> DeviceLease.take(GPU, folder)).hasMessageContaining("found a folder of user ");
        Files.delete(lease);
        assertThat(new ProcessBuilder("mkfifo", lease.toString()).start().waitFor())
                .isZero(); // to open it would wait for a reader
        assertThatThrownBy(() -> DeviceLease.take(GPU, folder)).hasMessageContaining("found a special file of user ");
        Files.delete(lease);
    }

    @Test
    void theEnvironmentNamesTheFolderAndItIsMade() throws Exception {
        assertThat(DeviceLease.folder(folder.toString())).isEqualTo(folder);
        assertThat(DeviceLease.folder(null)).isEqualTo(DeviceLease.folder(" ")).isDirectory();
        Path own = folder.resolve("leases/of this build");
        DeviceLease.take(new Gpu("0", "GPU-own", "NVIDIA T4", 75, "535"), own);
        assertThat(own.resolve("lockstep-GPU-own.lease"))
                .hasContent("process " + ProcessHandle.current().pid());
        assertThat(Files.getPosixFilePermissions(own.resolve("lockstep-GPU-own.lease")))
                .isEqualTo(PosixFilePermissions.fromString("rw-rw-rw-"));
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
