package io.lockstep.pass.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderChoiceTest {
    private static final long NOTHING = 0;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path temporary;

    private Path root = Path.of("");

    @BeforeEach
    void withoutSymbolicLinks() throws IOException {
        root = temporary.toRealPath();
        for (String folder : List.of("home", "spark", "tmp")) {
            Files.createDirectory(root.resolve(folder));
        }
    }

    /** This machine's mounts, and under the test's folder some of which no code is mapped. */
    private Mounts noexec(String... folders) {
        StringBuilder mountinfo = new StringBuilder("22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,noexec\n");
        for (String folder : folders) {
            mountinfo
                    .append("40 22 0:30 / ")
                    .append(root.resolve(folder))
                    .append(" rw,nosuid,noexec shared:2 - tmpfs tmpfs rw\n");
        }
        return Mounts.of(mountinfo.toString());
    }

    private NativeFolder choose(Mounts mounts, long room) {
        return new FolderChoice(mounts, room, List.of(root.resolve("spark/own"), root.resolve("tmp/own")))
                .of(root.resolve("home/.javacpp/cache"));
    }

    @Test
    void theHomeIsTakenWhereNothingSpeaksAgainstItAndNothingIsMade() {
        NativeFolder folder = choose(noexec(), 1);
        assertThat(folder.path()).isEqualTo(root.resolve("home/.javacpp/cache"));
        assertThat(folder.describe()).isEqualTo(folder.path().toString());
        assertThat(root.resolve("home")).isEmptyDirectory();
        assertThat(root.resolve("spark")).isEmptyDirectory();
    }

    @Test
    void sparksFolderComesBeforeTheTemporaryOne() throws IOException {
        NativeFolder spark = choose(noexec("home"), 1);
        assertThat(spark.path()).isEqualTo(root.resolve("spark/own"));
        assertThat(spark.describe())
                .isEqualTo("%s, not %s (%s is mounted noexec)"
                        .formatted(spark.path(), root.resolve("home/.javacpp/cache"), root.resolve("home")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spark.path())))
                .isEqualTo("rwx------");
        assertThat(choose(noexec("home", "spark"), 1).path()).isEqualTo(root.resolve("tmp/own"));
    }

    @Test
    void whatWasMadeOnceIsTakenAgain() {
        Path first = choose(noexec("home"), 1).path();
        assertThat(choose(noexec("home"), 1).path()).isEqualTo(first);
        assertThat(first).isEmptyDirectory();
    }

    @Test
    void whereNoneWillDoEachIsNamedWithTheReason() throws IOException {
        Files.delete(root.resolve("tmp"));
        Files.createFile(root.resolve("tmp"));
        assertThatThrownBy(() -> choose(noexec("home", "spark"), 1))
                .isInstanceOf(BackendException.class)
                .hasMessage(
                        "native libraries: expected a writable folder with room for them, not mounted noexec, found none:"
                                + " %1$s/home/.javacpp/cache (%1$s/home is mounted noexec), %1$s/spark/own (%1$s/spark is mounted noexec),"
                                        .formatted(root)
                                + " %1$s/tmp/own (%1$s/tmp is not a folder). Set -Dorg.bytedeco.javacpp.cachedir=FOLDER to such a folder"
                                        .formatted(root)
                                + " (--conf spark.driver.extraJavaOptions=..., --conf spark.executor.extraJavaOptions=...), or name"
                                + " one in SPARK_LOCAL_DIRS.");
    }

    @Test
    void aFullDiskWillDoOnlyForWhatIsThereAlready() throws IOException {
        assertThatThrownBy(() -> choose(noexec(), Long.MAX_VALUE)).hasMessageContaining("MiB are free, ");
        Files.createDirectories(root.resolve("home/.javacpp/cache/openblas.jar"));
        assertThat(choose(noexec(), Long.MAX_VALUE).path()).isEqualTo(root.resolve("home/.javacpp/cache"));
    }

    @Test
    void aFolderInWhichOthersCouldHavePutLibrariesIsRefused() throws IOException {
        Files.createSymbolicLink(root.resolve("spark/own"), Files.createDirectory(root.resolve("elsewhere")));
        Files.setPosixFilePermissions(
                Files.createDirectory(root.resolve("tmp/own")), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> choose(noexec("home"), NOTHING))
                .hasMessageContaining(
                        root + "/spark/own (a symbolic link), " + root + "/tmp/own (other users can write to it)");
    }

    @Test
    void theSubstitutesAreSparksFoldersAndTheTemporaryOneEachOnce() {
        Properties properties = new Properties();
        properties.setProperty("java.io.tmpdir", "/tmp");
        properties.setProperty("user.name", "jo/e");
        properties.setProperty("spark.local.dir", "/fast, /tmp");
        Map<String, String> environment =
                Map.of("SPARK_LOCAL_DIRS", "/local", "SPARK_EXECUTOR_DIRS", "/x:/y", "LOCAL_DIRS", "/yarn/1,/yarn/2");
        assertThat(FolderChoice.substitutes(properties, environment))
                .extracting(Path::toString)
                .containsExactly(
                        "/fast/lockstep-native-jo_e",
                        "/tmp/lockstep-native-jo_e",
                        "/x/lockstep-native-jo_e",
                        "/y/lockstep-native-jo_e",
                        "/local/lockstep-native-jo_e",
                        "/yarn/1/lockstep-native-jo_e",
                        "/yarn/2/lockstep-native-jo_e");
    }

    @Test
    void theInnermostMountCountsAndOfTwoAtOnePlaceTheLast() {
        Mounts mounts = Mounts.of("""
                22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
                30 22 0:30 / /home rw,noexec - tmpfs tmpfs rw
                31 30 0:31 / /home/my\\040files rw - tmpfs tmpfs rw
                32 22 0:32 / /mnt rw - tmpfs tmpfs rw
                33 32 0:33 / /mnt rw,noexec - tmpfs tmpfs rw
                """);
        assertThat(mounts.noexecAbove(Path.of("/opt/x"))).isEmpty();
        assertThat(mounts.noexecAbove(Path.of("/homes/x"))).isEmpty();
        assertThat(mounts.noexecAbove(Path.of("/home/x"))).contains(Path.of("/home"));
        assertThat(mounts.noexecAbove(Path.of("/home/my files/x"))).isEmpty();
        assertThat(mounts.noexecAbove(Path.of("/mnt"))).contains(Path.of("/mnt"));
    }
}
