package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.pass.cuda.CudaEmulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts with an emulated GPU, as a person would use them with a real one. */
class SubmitCudaIT {
    private static final long MOST_BYTES_CARRIED = 60_000_000;
    private static final int ACCESS_VIOLATION = 719;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeEach
    void emulate() {
        CudaEmulator.require();
    }

    @Test
    @Tag("drill")
    void aRunOnAGpuIsRecordedReproducedAndUsedWithoutOne() throws Exception {
        assertThat(train(Map.of())).as(errors()).isZero();
        assertThat(output())
                .contains("backend     GPU, kernel cuda, cuBLAS 12.8.0, NVRTC 12.8, Emulated GPU, sm_90")
                .contains("cluster against local: bit-identical");
        JsonNode record =
                new ObjectMapper().readTree(folder.resolve("runs/gpu/run.json").toFile());
        assertThat(record.path("config").path("compute.kernel").asText()).isEqualTo("cuda");
        assertThat(record.path("fingerprints")
                        .get(0)
                        .path("fingerprint")
                        .path("gpu")
                        .asText())
                .isEqualTo("Emulated GPU, driver 570.0");

        assertThat(run(CudaEmulator.ENVIRONMENT, "submit/local", "reproduce", "runs/gpu"))
                .as(errors())
                .isZero();
        assertThat(output()).contains("bit-identical at every step");

        assertThat(run(Map.of(), "submit/local", "evaluate", "runs/gpu", "--data", "drawn"))
                .as(errors())
                .isZero();
        assertThat(output()).contains("backend     CPU, kernel vector");
    }

    @Test
    @Tag("drill")
    void aLostGpuEndsALocalRunWithTheCallTheErrorAndTheDevice() throws Exception {
        assertThat(train(Map.of("CUDA_EMULATOR_FAIL", "cuLaunchKernel:40:" + ACCESS_VIOLATION)))
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors().lines())
                .last()
                .asString()
                .startsWith("lockstep: resources: cuLaunchKernel of ")
                .contains(
                        "Emulated GPU (GPU 0, compute capability 9.0, driver 570.0)",
                        "CUDA_ERROR_LAUNCH_FAILED",
                        "block");
    }

    @Test
    @Tag("drill")
    void theCheckNeedsNothingButItsFolder() throws Exception {
        Path carried = carriedCheck();
        assertThat(run(CudaEmulator.ENVIRONMENT, carried.resolve("gpu-check").toString(), "--quick"))
                .as(errors())
                .isZero();
        assertThat(output())
                .contains("All gradients agree, all digests are equal.", "784-512-512-10, cuda-tf32")
                .doesNotContain("DIFFER");
    }

    @Test
    void whereThereIsNoGpuTheCheckSaysSo() throws Exception {
        Path carried = carriedCheck();
        assertThat(run(Map.of(), carried.resolve("gpu-check").toString())).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors()).startsWith("lockstep: resources: compute.backend: expected an NVIDIA driver");
        assertThat(run(Map.of(), "submit/gpu-check")).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(errors()).contains("no GPU was checked. Carry target/gpu-check");
    }

    private Path carriedCheck() throws IOException, InterruptedException {
        assertThat(run(Map.of(), "submit/gpu-check", "--assemble")).as(errors()).isZero();
        Path carried = folder.resolve("carried");
        copy(Path.of("target/gpu-check"), carried);
        assertThat(bytes(carried)).isLessThan(MOST_BYTES_CARRIED);
        return carried;
    }

    /** On a real GPU, where there is one. */
    @Test
    @Tag("gpu")
    void theGpuOfThisMachineComputesRight() throws Exception {
        assumeTrue(
                run(Map.of(), "/usr/bin/env", "nvidia-smi") == 0,
                "no NVIDIA driver: submit/gpu-check runs this where there is one");
        assertThat(run(Map.of(), "submit/gpu-check", "--quick")).as(errors()).isZero();
        assertThat(output()).contains("All gradients agree, all digests are equal.");
    }

    private int train(Map<String, String> further) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("submit/local", "train", "--run-id", "gpu"));
        for (String setting : List.of(
                "data.source=drawn",
                "data.rows=2000",
                "train.steps=2",
                "run.output=runs",
                "cluster.partitions=3",
                "compute.backend=gpu")) {
            command.addAll(List.of("-D", setting));
        }
        Map<String, String> environment = new java.util.HashMap<>(CudaEmulator.ENVIRONMENT);
        environment.putAll(further);
        return run(environment, command.toArray(String[]::new));
    }

    /** Runs a script, on a PATH without the emulator unless the environment says otherwise. */
    private int run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        List<String> absolute = new ArrayList<>(List.of(command));
        absolute.set(0, Path.of(command[0]).toAbsolutePath().toString());
        ProcessBuilder builder = new ProcessBuilder(absolute)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().compute("PATH", (name, path) -> path.replace(CudaEmulator.FOLDER + ":", ""));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end within 4 minutes: " + errors());
        }
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private String errors() throws IOException {
        return Files.exists(folder.resolve("err")) ? Files.readString(folder.resolve("err")) : "";
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(
                        each,
                        to.resolve(from.relativize(each).toString()),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(SubmitCudaIT::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
