package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.Lockstep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands with the kernel vector start neither ND4J nor any other native library of theirs, in a JVM that says what it loads. */
class KernelVectorAloneTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final List<String> drawn = List.of("-D", "data.source=drawn", "-D", "data.rows=600", "-D", "train.steps=2");

    @Test
    @Tag("drill")
    void aRunWithItsExactChecksLoadsNoNd4j() throws Exception {
        List<String> train = new ArrayList<>(List.of("train", "-D", "check.against=local,reference"));
        train.addAll(drawn);
        train.addAll(List.of("-D", "run.id=alone", "-D", "run.output=" + folder));
        assertLoadsNoNd4j(train);
    }

    @Test
    void aGradientLoadsNoNd4j() throws Exception {
        assertLoadsNoNd4j(List.of("gradient", "--data", "drawn", "--rows", "600", "--against", "local,reference"));
    }

    /** What shows that the test would notice. */
    @Test
    @Tag("drill")
    void theKernelNd4jLoadsIt() throws Exception {
        assertThat(loaded(List.of(
                        "gradient", "--data", "drawn", "--rows", "60", "--kernel", "nd4j", "--against", "local")))
                .anyMatch(KernelVectorAloneTest::isOfNd4j)
                .doesNotContain("io.lockstep.pass.vector.VectorPass");
    }

    /** Until the model is exported for Deeplearning4j, which ND4J's classes write. */
    private void assertLoadsNoNd4j(List<String> command) throws Exception {
        List<String> loaded = loaded(command);
        int export = loaded.indexOf("io.lockstep.export.Dl4jModel");
        assertThat(loaded).contains("io.lockstep.pass.vector.VectorPass");
        assertThat(export < 0 ? loaded : loaded.subList(0, export))
                .filteredOn(KernelVectorAloneTest::isOfNd4j)
                .isEmpty();
    }

    private static boolean isOfNd4j(String name) {
        return name.startsWith("org.nd4j.") || name.startsWith("org.bytedeco.");
    }

    /** The names of the classes that a command loads in a JVM of its own. */
    private List<String> loaded(List<String> arguments) throws Exception {
        Path classes = folder.resolve("classes");
        Path said = folder.resolve("said");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@submit/lib/java-options",
                "-Xlog:class+load=info:file=" + classes + ":none",
                "-Dlog4j2.configurationFile=conf/log4j2.properties",
                "-Dspark.master=local[2]",
                "-cp",
                System.getProperty("java.class.path"),
                Lockstep.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(said)).isZero();
        return Files.readAllLines(classes).stream()
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }
}
