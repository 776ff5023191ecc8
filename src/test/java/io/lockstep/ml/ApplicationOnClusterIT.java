package io.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.cluster.StandaloneCluster;
import io.lockstep.data.drawn.DrawnCsv;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application of a user, in a jar of its own, that is submitted with {@code --jars lockstep-app.jar} to a cluster of a master and two workers:
 * Lockstep's classes are on no class path, but in Spark's loader of users' jars.
 */
@Tag("drill")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ApplicationOnClusterIT {
    private static final Path LOCKSTEP = Path.of("target/lockstep-app.jar").toAbsolutePath();
    private static final Path SPARK = Path.of("target/spark").toAbsolutePath();
    private static final Path SOURCE = Path.of("src/test/resources/application/Rents.java");
    private static final int ROWS = 2_000;

    @TempDir
    private static Path folder;

    private static StandaloneCluster cluster;
    private static Path application;
    private static Path table;

    @BeforeAll
    static void prepare() throws Exception {
        application = compiled();
        try (Stream<String> lines = Files.lines(DrawnCsv.write(folder.resolve("all"), false))) {
            table = Files.write(
                    folder.resolve("apartments.csv"), lines.limit(1 + ROWS).toList());
        }
        cluster = StandaloneCluster.start(folder, Map.of());
        cluster.addWorker("127.0.0.1", 2, "2g");
        cluster.addWorker("127.0.0.1", 2, "2g");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** Asked in this way, the compiler knows no {@code jars/*}. */
    private static String classPath() throws IOException {
        try (Stream<Path> jars = Files.list(SPARK.resolve("jars"))) {
            return Stream.concat(jars, Stream.of(LOCKSTEP))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** As a user compiles it: with Spark's jars and Lockstep's, and nothing else. */
    private static Path compiled() throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        classPath(),
                        "-Xlint:all,-classfile,-processing,-path", // of libraries
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        SOURCE.toString());
        assertThat(code).isZero();
        Path jar = folder.resolve("rents.jar");
        try (var zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
            Files.copy(classes.resolve("Rents.class"), zip.getPath("Rents.class"));
            // what applications often have, in front of Lockstep's
            Files.writeString(zip.getPath("reference.conf"), "akka.home = ${NO_SUCH_VARIABLE}");
            Files.writeString(zip.getPath("git.properties"), "git.commit.id.abbrev=0abcdef");
        }
        return jar;
    }

    @Test
    void aCrossValidatedPipelineHasTheBitsOfLocalModeAndTheCommandLineEvaluatesItsModel() throws Exception {
        String local = submit("local", "--master", "local[2]");
        String plain = submit("plain", onCluster());
        String vectors = submit(
                "vectors",
                onCluster(
                        "--conf",
                        "spark.driver.defaultJavaOptions=--add-modules=jdk.incubator.vector",
                        "--conf",
                        "spark.executor.defaultJavaOptions=--add-modules=jdk.incubator.vector"));
        assertThat(found("parametersSha256 (\\w{64})", local)).isEqualTo(found("parametersSha256 (\\w{64})", plain));
        assertThat(vectors).isEqualTo(plain).isEqualTo(local);

        Path stage;
        try (Stream<Path> stages = Files.list(folder.resolve("plain/model/stages"))) {
            stage = stages.filter(each -> each.toString().endsWith("_rents"))
                    .findFirst()
                    .orElseThrow();
        }
        String evaluated = run(
                "evaluate",
                Path.of("submit/local").toAbsolutePath().toString(),
                "evaluate",
                stage.toString(),
                "--data",
                folder.resolve("plain/encoded.parquet").toString());
        double accuracy = Double.parseDouble(found("test rows: \\d+, accuracy (0\\.\\d{4})", plain));
        assertThat(accuracy).isGreaterThan(0.6);
        assertThat(100 * accuracy)
                .isCloseTo(
                        Double.parseDouble(found("accuracy ([0-9.]+) %", evaluated)),
                        within(0.011)); // both are rounded
        assertThat(evaluated).containsPattern(" +medium +low +high"); // the names of StringIndexer, most frequent first
    }

    private static String[] onCluster(String... more) {
        return Stream.concat(
                        Stream.of(
                                "--master",
                                cluster.url(),
                                "--conf",
                                "spark.driver.host=127.0.0.1",
                                "--conf",
                                "spark.executor.cores=2",
                                "--conf",
                                "spark.executor.memory=512m"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** What it prints. */
    private static String submit(String name, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(SPARK.resolve("bin/spark-submit").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("--conf", "spark.ui.enabled=false", "--jars", LOCKSTEP.toString()));
        command.addAll(List.of("--class", "Rents", application.toString(), table.toString()));
        command.add(folder.resolve(name).toString());
        return run(name, command.toArray(String[]::new));
    }

    private static String run(String name, String... command) throws Exception {
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end within 10 minutes: " + Files.readString(err));
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readString(out);
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Objects.requireNonNull(matcher.group(1));
    }
}
