package io.lockstep.pass.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernel's digests are the same from every Java of this machine, however it compiles, and from Java on an emulated ARM processor. JVMs that
 * take microseconds for a fused multiply-add, because there is no instruction for it, compute few digests.
 */
@Tag("drill")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KernelJvmsIT {
    private static final int OLDEST = 17;
    private static final int CANNOT_BE_HAD = 75; // of src/test/aarch64/fetch-java
    private static final Path ARM = Path.of("target/aarch64");

    /** An option of the JVM, and whether few digests must do. */
    private record Way(String option, boolean few) {}

    private static final List<Way> WAYS = List.of(
            new Way("-Xmixed", false),
            new Way("-Xint", true),
            new Way("-XX:TieredStopAtLevel=1", true),
            new Way("-XX:-TieredCompilation", false),
            new Way("-XX:-UseSuperWord", false));

    private static final List<Way> WAYS_ON_X86 = List.of(
            new Way("-XX:UseAVX=0", true),
            new Way("-XX:UseAVX=1", true),
            new Way("-XX:UseAVX=2", false),
            new Way("-XX:-UseFMA", true));

    static Stream<Arguments> jvms() {
        List<Way> ways = new ArrayList<>(WAYS);
        if (List.of("amd64", "x86_64").contains(System.getProperty("os.arch"))) {
            ways.addAll(WAYS_ON_X86);
        }
        return javas().flatMap(java -> ways.stream().map(way -> Arguments.of(java, way)));
    }

    /** Of this machine: this process's, and those in the folders where others are installed. */
    private static Stream<Path> javas() {
        Path home = Path.of(System.getProperty("java.home"));
        TreeSet<Path> homes = new TreeSet<>();
        for (Path folder : List.of(home.resolveSibling("."), Path.of("/usr/lib/jvm"))) {
            try (Stream<Path> inside = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
                for (Path other : inside.filter(KernelJvmsIT::isRecentEnough).toList()) {
                    homes.add(other.toRealPath());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return homes.stream().map(found -> found.resolve("bin/java"));
    }

    private static boolean isRecentEnough(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return false;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        return !version.isEmpty()
                && Runtime.Version.parse(version).feature() >= OLDEST
                && properties.getProperty("MODULES", "").contains("jdk.incubator.vector");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("jvms")
    void everyJavaOfThisMachineGivesTheExpectedDigests(Path java, Way way) throws Exception {
        new KernelJvm(java, List.of(way.option())).mustPrintWhatIsExpected(way.few(), "plain loops");
        new KernelJvm(java, List.of(way.option(), VectorModule.OPTION))
                .mustPrintWhatIsExpected(way.few(), "vectors of ");
    }

    @Test
    void anArmProcessorGivesTheExpectedDigests() throws Exception {
        Process fetch = new ProcessBuilder("src/test/aarch64/fetch-java", ARM.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = fetch.waitFor();
        String lastLine = said.lines().reduce((before, last) -> last).orElse("");
        assumeFalse(code == CANNOT_BE_HAD, lastLine);
        assertThat(code).as(said).isZero();
        Path java = ARM.resolve("java").toAbsolutePath();
        new KernelJvm(java, List.of()).mustPrintWhatIsExpected(true, "plain loops");
        new KernelJvm(java, List.of(VectorModule.OPTION, "-XX:UseSVE=0")) // NEON, which every such processor has
                .mustPrintWhatIsExpected(true, "vectors of 128 bits");
        new KernelJvm(java, List.of(VectorModule.OPTION)).mustPrintWhatIsExpected(true, "vectors of ");
    }
}
