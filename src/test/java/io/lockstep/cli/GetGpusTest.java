package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code submit/get-gpus} beside an {@code nvidia-smi} of the test's own. */
class GetGpusTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void theAddressesAreThoseOfNvidiaSmi() throws Exception {
        nvidiaSmi("printf '0, GPU-aa\\n1, GPU-bb\\n10, GPU-cc\\n'");
        assertThat(run(Map.of())).isEqualTo("0 {\"name\":\"gpu\",\"addresses\":[\"0\",\"1\",\"10\"]}\n");
    }

    @ParameterizedTest
    @CsvSource({"'1', '\"1\"'", "'1,0', '\"0\",\"1\"'", "'GPU-bb', '\"1\"'", "'0, 1', '\"0\",\"1\"'"})
    void onlyVisibleGpusAreListed(String visible, String addresses) throws Exception {
        nvidiaSmi("printf '0, GPU-aa\\n1, GPU-bb\\n'");
        assertThat(run(Map.of("CUDA_VISIBLE_DEVICES", visible)))
                .isEqualTo("0 {\"name\":\"gpu\",\"addresses\":[" + addresses + "]}\n");
    }

    @Test
    void aMachineWithoutTheDriverIsTold() throws Exception {
        assertThat(run(Map.of()))
                .isEqualTo("69 get-gpus: expected the NVIDIA driver with nvidia-smi on the PATH, found none."
                        + " Install the driver.\n");
    }

    @Test
    void whatTheDriverComplainsOfIsTold() throws Exception {
        nvidiaSmi("printf 'NVIDIA-SMI has failed: no driver\\nMake sure\\n'; exit 9");
        assertThat(run(Map.of()))
                .isEqualTo(
                        "69 get-gpus: expected nvidia-smi to list the GPUs, found: NVIDIA-SMI has failed: no driver\n");
    }

    @ParameterizedTest
    @CsvSource({"echo No devices were found", "true", "echo"})
    void aDriverWithoutGpusIsTold(String script) throws Exception {
        nvidiaSmi(script);
        assertThat(run(Map.of())).startsWith("69 get-gpus: expected ");
    }

    @Test
    void noGpuThatIsVisibleIsTold() throws Exception {
        nvidiaSmi("printf '0, GPU-aa\\n'");
        assertThat(run(Map.of("CUDA_VISIBLE_DEVICES", "5")))
                .isEqualTo("69 get-gpus: expected a GPU, found none (CUDA_VISIBLE_DEVICES is '5').\n");
    }

    private void nvidiaSmi(String script) throws IOException {
        Path path = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\n" + script + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }

    /** Exit code, a space, and everything printed. */
    private String run(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", Path.of("submit/get-gpus").toAbsolutePath().toString())
                .redirectErrorStream(true);
        builder.environment().remove("CUDA_VISIBLE_DEVICES");
        builder.environment().putAll(environment);
        builder.environment().put("PATH", folder + ":/usr/bin:/bin");
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
