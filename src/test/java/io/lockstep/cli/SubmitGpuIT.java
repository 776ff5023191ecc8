package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code submit/local} on Spark's local-cluster: executors in JVMs of their own, with GPUs that an
 * {@code nvidia-smi} of the test's own pretends. Lockstep is built for the CPU here.
 */
@Tag("drill")
class SubmitGpuIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeEach
    void pretendGpus() throws IOException {
        executable("nvidia-smi", "printf '0, GPU-aa\\n1, GPU-bb\\n'");
        executable(
                "discovery",
                "PATH=%s:$PATH exec %s"
                        .formatted(folder, Path.of("submit/get-gpus").toAbsolutePath()));
    }

    @Test
    void theRecordSaysWhichExecutorHadWhichGpuAndWhyNoneWasUsed() throws Exception {
        assertThat(train("prefer-gpu")).as(errors()).isZero();
        assertThat(Files.readString(folder.resolve("out"))).contains("  no GPU      ", "backend     CPU, kernel nd4j");
        JsonNode record =
                new ObjectMapper().readTree(folder.resolve("runs/gpus/run.json").toFile());
        assertThat(record.path("cpuReason").asText())
                .startsWith("compute.backend: expected ND4J's CUDA build in the application");
        assertThat(record.path("executors")).hasSize(2).allSatisfy(executor -> {
            assertThat(executor.path("gpus")).hasSize(1);
            assertThat(executor.path("cores").asInt()).isEqualTo(2);
        });
        assertThat(record.path("layout").path("partitions").asInt()).isEqualTo(7);
    }

    @Test
    void whoAsksForGpusNeverGetsTheCpu() throws Exception {
        assertThat(train("gpu")).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors())
                .startsWith("lockstep: resources: compute.backend: expected ND4J's CUDA build in the application, found"
                        + " the one for the CPU. Build with \"mvn -P cuda");
        assertThat(folder.resolve("runs/gpus")).doesNotExist();
    }

    private int train(String backend) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of("submit/local").toAbsolutePath().toString(), "train", "--run-id", "gpus"));
        for (String setting : List.of(
                "data.source=drawn",
                "data.rows=2000",
                "train.steps=2",
                "run.output=runs",
                "cluster.partitions=7",
                "compute.kernel=nd4j",
                "compute.backend=" + backend,
                "check.against=reference")) {
            command.addAll(List.of("-D", setting));
        }
        command.addAll(List.of("--", "--master", "local-cluster[2,2,1024]"));
        for (String property : List.of(
                "spark.executor.memory=1024m",
                "spark.worker.resource.gpu.amount=1",
                "spark.worker.resource.gpu.discoveryScript=" + folder.resolve("discovery"),
                "spark.executor.resource.gpu.amount=1",
                "spark.task.resource.gpu.amount=0.5")) {
            command.addAll(List.of("--conf", property));
        }
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end within 3 minutes: " + errors());
        }
        return process.exitValue();
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    private void executable(String name, String script) throws IOException {
        Path path = Files.writeString(folder.resolve(name), "#!/usr/bin/env bash\n" + script + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }
}
