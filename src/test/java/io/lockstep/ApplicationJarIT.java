package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.export.WriteOnnx;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application's jar beside a Spark that nobody has touched. */
class ApplicationJarIT {
    private static final Path APPLICATION = Path.of("target/lockstep-app.jar").toAbsolutePath();
    private static final Path SPARK = Path.of("target/spark").toAbsolutePath();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void noClassOfItShadowsOneOfSparks() throws IOException {
        Set<String> sparks = new TreeSet<>();
        for (Path jar : sparkJars()) {
            sparks.addAll(classes(jar));
        }
        Set<String> both = classes(APPLICATION);
        assertThat(both)
                .contains(
                        "io/lockstep/Lockstep.class",
                        "org/nd4j/linalg/factory/Nd4j.class",
                        "org/deeplearning4j/spark/impl/paramavg/ParameterAveragingTrainingMaster.class");
        both.retainAll(sparks);
        assertThat(both).isEmpty();
    }

    @Test
    void librariesThatSparksOtherPartsBringAreRelocated() throws IOException {
        assertThat(classes(APPLICATION))
                .noneMatch(name -> name.startsWith("com/typesafe/config/")
                        || name.startsWith("picocli/")
                        || name.startsWith("com/google/protobuf/"))
                .noneMatch(name -> name.startsWith("scala/")
                        || name.startsWith("org/slf4j/")
                        || name.startsWith("org/apache/spark/"));
    }

    @Test
    void theRevisionIsNotWhereApplicationsHaveTheirs() throws IOException {
        try (JarFile jar = new JarFile(APPLICATION.toFile())) {
            assertThat(jar.getEntry("git.properties")).isNull();
            assertThat(jar.getEntry("io/lockstep/report/git.properties")).isNotNull();
        }
    }

    @Test
    void scalaIsTheOneThatSparkWasBuiltWith() throws IOException {
        assertThat(sparkJars().stream()
                        .map(jar -> jar.getFileName().toString())
                        .filter(name -> name.matches("scala-(library|reflect)-.*")))
                .containsExactlyInAnyOrder("scala-library-2.12.18.jar", "scala-reflect-2.12.18.jar");
    }

    @Test
    void itCarriesTheNativesOfOnePlatform() throws IOException {
        try (JarFile jar = new JarFile(APPLICATION.toFile())) {
            assertThat(jar.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.matches(".*(\\.so|\\.dll|\\.dylib|\\.jnilib|\\.a)(\\.\\d+)*"))
                            .map(name ->
                                    name.replaceAll(".*/([^/]+)/[^/]+", "$1").replace('_', '-')) // JNA writes x86-64
                            .distinct())
                    .hasSize(1);
        }
    }

    /** Spark's protobuf-java comes first and is older than ONNX's messages; the tests' own class path has the one they need. */
    @Test
    void onnxIsWrittenBesideSparksProtobuf() throws Exception {
        assertThat(sparkJars()).anyMatch(jar -> jar.getFileName().toString().startsWith("protobuf-java-3.19"));
        Path here = folder.resolve("here.onnx");
        WriteOnnx.main(new String[] {here.toString()});
        Path there = folder.resolve("there.onnx");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                SPARK.resolve("jars").resolve("*").toString(),
                                APPLICATION.toString(),
                                Path.of("target/test-classes").toAbsolutePath().toString()),
                        "io.lockstep.export.WriteOnnx",
                        there.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "out"))
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES))
                .as("an end within a minute")
                .isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("out")))
                .isZero();
        assertThat(there).hasSameBinaryContentAs(here);
    }

    /** No script of ours, no option: Spark's own defaults, its class path first, its log as it is. */
    @Test
    void plainSparkSubmitRunsIt() throws Exception {
        Process process = new ProcessBuilder(
                        SPARK.resolve("bin/spark-submit").toString(),
                        APPLICATION.toString(),
                        "train",
                        "-D",
                        "data.source=drawn",
                        "-D",
                        "data.rows=1000",
                        "-D",
                        "train.steps=2",
                        "-D",
                        "run.id=plain")
                .directory(folder.toFile())
                .redirectError(new File(folder.toFile(), "err"))
                .redirectOutput(new File(folder.toFile(), "out"))
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES))
                .as("an end within two minutes")
                .isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        assertThat(folder.resolve("out")).content().contains("cluster against local: bit-identical");
        assertThat(folder.resolve("runs/plain/_SUCCESS")).exists();
        assertThat(folder.resolve("runs/plain/lockstep.log")).content().contains("Running Spark version");
    }

    private static List<Path> sparkJars() throws IOException {
        try (Stream<Path> jars = Files.list(SPARK.resolve("jars"))) {
            return jars.filter(jar -> jar.toString().endsWith(".jar")).toList();
        }
    }

    private static Set<String> classes(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            Set<String> names = new TreeSet<>();
            jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                    .forEach(names::add);
            return names;
        }
    }
}
