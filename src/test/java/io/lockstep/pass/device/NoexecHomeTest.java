package io.lockstep.pass.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.Lockstep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that see a file system of their own in place of a folder: what a user has on a hardened host. */
@Tag("drill")
class NoexecHomeTest {
    /** Kept from one run of the tests to the next: unpacked, the libraries are 400 MB. */
    private static final Path KEPT = Path.of("target", "native-libraries").toAbsolutePath();

    private static final String NOEXEC = "noexec,size=1g";
    private static final int RESOURCES = 69;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path home = Path.of("");

    /** Starts ND4J and JNA, and says what they have become. */
    public static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) {
            System.out.println(Backend.detect().describe());
            System.out.println(NativeLibraries.describe());
        }
    }

    @BeforeEach
    void aHomeToMountOver() throws Exception {
        home = Files.createDirectory(folder.toRealPath().resolve("home"));
        assumeTrue(
                inMount(NOEXEC, List.of("true")) == 0,
                "cannot mount a file system here (needs unshare and the right to use it)");
    }

    /** Runs a command for which the home is such a file system; its exit code. */
    private int inMount(String options, List<String> command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(List.of("unshare", "--map-root-user", "--mount", "sh", "-c"));
        whole.add(
                "mount -t tmpfs -o \"$1\" tmpfs \"$2\" && mkdir -p \"$2/.javacpp/cache/older\" && shift 2 && exec \"$@\"");
        whole.addAll(List.of("sh", options, home.toString()));
        whole.addAll(command);
        try {
            return new ProcessBuilder(whole)
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            assumeTrue(false, "there is no unshare here: " + e.getMessage());
            throw e;
        }
    }

    private int java(String mountOptions, Path temporary, Class<?> main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@submit/lib/java-options",
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + temporary,
                "-Dlog4j2.configurationFile=conf/log4j2.properties",
                "-Dspark.master=local[1]",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return inMount(mountOptions, command);
    }

    private String said(String stream) throws IOException {
        return Files.readString(folder.resolve(stream)).strip();
    }

    @Test
    void whereTheHomeMapsNoCodeTheLibrariesAreUnpackedElsewhereAndLoad() throws Exception {
        Files.createDirectories(KEPT);
        assertThat(java(NOEXEC, KEPT, Starter.class)).as(said("err")).isZero();
        assertThat(said("out"))
                .contains("OpenBLAS")
                .doesNotContain("unknown") // JNA asks for the core type
                .contains(KEPT + "/lockstep-native-")
                .endsWith(", not %1$s/.javacpp/cache (%1$s is mounted noexec)".formatted(home));
    }

    @Test
    void whereNoFolderMapsCodeACommandEndsWithResourcesAndAllFoldersNamed() throws Exception {
        assertThat(java(
                        NOEXEC,
                        home,
                        Lockstep.class,
                        "gradient",
                        "--data",
                        "drawn",
                        "--rows",
                        "20",
                        "--kernel",
                        "nd4j"))
                .as(said("err"))
                .isEqualTo(RESOURCES);
        assertThat(said("err"))
                .contains("lockstep: resources: native libraries: expected a writable folder")
                .contains("%1$s/.javacpp/cache (%1$s is mounted noexec)".formatted(home))
                .contains("Set -Dorg.bytedeco.javacpp.cachedir=FOLDER")
                .doesNotContain("\tat io.lockstep");
    }

    @Test
    void theDoctorSaysSoToo() throws Exception {
        assertThat(java(NOEXEC, home, Lockstep.class, "doctor", "-D", "data.source=drawn"))
                .as(said("err"))
                .isEqualTo(RESOURCES);
        assertThat(said("out").replaceAll("\\s+", " "))
                .contains("problem native libraries: expected a writable folder")
                .contains("is mounted noexec")
                .doesNotContain("glibc");
    }

    /** Some are there, so there could be all of them; JavaCPP does not say that it could not write. */
    @Test
    void aDiskThatIsFullWhileTheyAreUnpackedIsNoFaultOfOurs() throws Exception {
        assertThat(java(
                        "size=2m",
                        home,
                        Lockstep.class,
                        "gradient",
                        "--data",
                        "drawn",
                        "--rows",
                        "20",
                        "--kernel",
                        "nd4j"))
                .as(said("err"))
                .isEqualTo(RESOURCES);
        assertThat(said("err"))
                .contains("lockstep: resources: native libraries: expected the libraries unpacked in " + home)
                .contains("If the disk was full: free space")
                .doesNotContain("\tat io.lockstep");
    }
}
