package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code submit/standalone} on a cluster of a master and two workers, as a person uses it. */
@Tag("drill")
class SubmitStandaloneIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static StandaloneCluster cluster;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = StandaloneCluster.start(shared, Map.of());
        cluster.addWorker("127.0.0.1", 2, "2g");
        cluster.addWorker("127.0.0.1", 2, "2g");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void clientModeGivesTheBitsOfLocalMode() throws Exception {
        assertModeGivesTheBitsOfLocalMode("client");
    }

    @Test
    void clusterModeGivesTheBitsOfLocalMode() throws Exception {
        assertModeGivesTheBitsOfLocalMode("cluster");
    }

    private void assertModeGivesTheBitsOfLocalMode(String mode) throws Exception {
        assertThat(run("submit/local", List.of("run.id=local"), List.of())).isZero();
        assertThat(standalone(List.of("run.id=" + mode), "--deploy-mode", mode))
                .as(errors())
                .isZero();
        assertThat(model(mode)).usingRecursiveComparison().isEqualTo(model("local"));
    }

    @Test
    void theExitCodeComesBackFromBothModes() throws Exception {
        for (String mode : List.of("client", "cluster")) {
            assertThat(standalone(List.of("data.source=" + folder.resolve("nothing")), "--deploy-mode", mode))
                    .as(mode)
                    .isEqualTo(ExitCode.DATA.code());
        }
    }

    @Test
    void aMasterThatDoesNotAnswerIsNamedInTime() throws Exception {
        assertThat(standalone(List.of("cluster.startup-timeout=3s"), "--master", "spark://127.0.0.1:1"))
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors())
                .contains(
                        "spark.master: expected a cluster that answers at spark://127.0.0.1:1, found none within 3s.");
    }

    @Test
    void theDoctorAsksTheDriverAndEveryExecutor() throws Exception {
        String doctor =
                Path.of("submit/standalone").toAbsolutePath() + " doctor -D data.source=drawn -D cluster.min-slots=4";
        String master = " -- --master %s --conf spark.driver.host=127.0.0.1".formatted(cluster.url());
        assertThat(start(List.of("sh", "-c", doctor + master))).as(errors()).isZero();
        assertThat(errors())
                .contains(
                        "All checks passed: `train` can run.",
                        "(driver, executor 0, executor 1)",
                        "127.0.0.1:",
                        "4 task slots")
                .contains("the packages that Spark needs are open");

        String large = " -D network.layers=784-40000-10 -D compute.kernel=nd4j"; // with memory outside the heap
        assertThat(start(List.of("sh", "-c", doctor + large + master))).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors())
                .contains("heap 1,024 MiB, the run needs up to ", "Set --conf spark.executor.memory=")
                .contains(
                        "outside the heap 384 MiB, the run needs up to ", "Set --conf spark.executor.memoryOverhead=");
    }

    private int standalone(List<String> settings, String... sparkOptions) throws Exception {
        List<String> options = new ArrayList<>(List.of("--master", cluster.url()));
        options.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
        options.addAll(List.of("--conf", "spark.executor.cores=1", "--conf", "spark.executor.memory=1g"));
        options.addAll(List.of(sparkOptions));
        return run("submit/standalone", settings, options);
    }

    private int run(String script, List<String> settings, List<String> sparkOptions) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Path.of(script).toAbsolutePath().toString(), "train"));
        command.addAll(List.of(
                "--config", Path.of("conf/quickstart.conf").toAbsolutePath().toString()));
        for (String setting : List.of("data.source=drawn", "data.rows=2000", "train.steps=3", "run.output=" + folder)) {
            command.addAll(List.of("-D", setting));
        }
        for (String setting : settings) {
            command.addAll(List.of("-D", setting));
        }
        command.add("--");
        command.addAll(sparkOptions);
        return start(command);
    }

    private int start(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end within 5 minutes: " + errors());
        }
        return process.exitValue();
    }

    private List<byte[]> model(String run) throws IOException {
        List<byte[]> parameters = new ArrayList<>();
        for (String name : List.of("w1", "b1", "w2", "b2")) {
            parameters.add(
                    Files.readAllBytes(folder.resolve(run).resolve("model").resolve(name + ".npy")));
        }
        return parameters;
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
    }
}
