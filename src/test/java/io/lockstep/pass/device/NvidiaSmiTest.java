package io.lockstep.pass.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvidiaSmiTest {
    private static final String TWO = """
            0, GPU-5a3e1b52-0000-1111-2222-333344445555, Tesla V100-SXM2-16GB, 7.0, 470.57.02
            1, GPU-77777777-0000-1111-2222-333344445555, NVIDIA A10, 8.6, 535.104.05
            """;

    @Test
    void everyGpuIsReadFromItsLine() {
        assertThat(NvidiaSmi.parse(TWO))
                .containsExactly(
                        new Gpu(
                                "0",
                                "GPU-5a3e1b52-0000-1111-2222-333344445555",
                                "Tesla V100-SXM2-16GB",
                                70,
                                "470.57.02"),
                        new Gpu("1", "GPU-77777777-0000-1111-2222-333344445555", "NVIDIA A10", 86, "535.104.05"));
        assertThat(NvidiaSmi.parse(TWO).get(1))
                .hasToString("NVIDIA A10 (GPU 1, compute capability 8.6, driver 535.104.05)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0, GPU-1, NVIDIA A10, [N/A], 535.104.05",
                "0, GPU-1, NVIDIA A10",
                "Field \"compute_cap\" is not a valid field to query."
            })
    void aDriverThatDoesNotTellTheCapabilityIsRefused(String answer) {
        assertThatThrownBy(() -> NvidiaSmi.parse(answer))
                .isInstanceOf(BackendException.class)
                .hasMessage(
                        "compute.backend: expected an NVIDIA driver that lists its GPUs, found a driver that describes"
                                + " a GPU as '" + answer
                                + "'. Install or update the driver, or set compute.backend = cpu.");
    }

    @Test
    void aDriverWithoutAGpuIsRefused() {
        assertThatThrownBy(() -> NvidiaSmi.parse("")).hasMessageContaining("found a driver without a GPU");
    }

    @Test
    void aMachineWithoutTheDriverIsRefused() {
        assertThatThrownBy(() -> NvidiaSmi.ask(List.of("no-such-nvidia-smi")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("found no nvidia-smi on the PATH");
    }

    @Test
    void whatTheDriverComplainsOfIsPassedOn() {
        assertThatThrownBy(() -> NvidiaSmi.ask(
                        List.of("sh", "-c", "echo 'NVIDIA-SMI has failed because it could not communicate'; exit 9")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(
                        "found that nvidia-smi failed: NVIDIA-SMI has failed because it could not communicate");
    }

    @ParameterizedTest
    @CsvSource({"37, true", "89, true", "86, true", "36, false", "90, false", "100, false", "30, false"})
    void onlyGpusThatTheCudaBuildHasCodeForAreAccepted(int capability, boolean accepted) {
        Gpu gpu = new Gpu("0", "GPU-1", "NVIDIA X", capability, "535");
        if (accepted) {
            gpu.requireCode();
        } else {
            assertThatThrownBy(gpu::requireCode)
                    .isInstanceOf(BackendException.class)
                    .hasMessage(
                            "compute.backend: expected a GPU of compute capability 3.7 to 8.9, found NVIDIA X (GPU 0,"
                                    + " compute capability %d.%d, driver 535): ND4J's CUDA build has no machine code for it."
                                            .formatted(capability / 10, capability % 10)
                                    + " Use such a GPU, or set compute.backend = cpu.");
        }
    }
}
