package io.lockstep.pass.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleDevicesTest {
    private static final List<Gpu> GPUS = List.of(gpu("0", "GPU-aa"), gpu("1", "GPU-bb"), gpu("2", "GPU-cc"));

    @ParameterizedTest
    @CsvSource({
        "'', 0, 0",
        "'', 2, 2",
        "'2', 2, 0",
        "'2,0', 2, 0",
        "'2,0', 0, 1",
        "'2, 1', 1, 1",
        "'GPU-cc,GPU-aa', 0, 1",
        "'GPU-c', 2, 0",
    })
    void cudaCountsWhatTheProcessSees(String visible, String address, int number) {
        Map<String, String> environment = Map.of("CUDA_DEVICE_ORDER", "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES", visible);
        assertThat(VisibleDevices.number(Gpu.at(address, GPUS), GPUS, environment))
                .isEqualTo(number);
    }

    @Test
    void aGpuThatTheProcessDoesNotSeeIsRefused() {
        Map<String, String> environment = Map.of("CUDA_DEVICE_ORDER", "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES", "0,1");
        assertThatThrownBy(() -> VisibleDevices.number(GPUS.get(2), GPUS, environment))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("CUDA_VISIBLE_DEVICES: expected GPU 2")
                .hasMessageContaining("found 0,1");
    }

    @Test
    void severalGpusInAnOrderOfCudasOwnAreRefused() {
        assertThatThrownBy(() -> VisibleDevices.number(GPUS.get(0), GPUS, Map.of()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("spark.executorEnv.CUDA_DEVICE_ORDER=PCI_BUS_ID");
        assertThat(VisibleDevices.number(GPUS.get(0), GPUS.subList(0, 1), Map.of()))
                .isZero();
    }

    @Test
    void anAddressThatTheMachineDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> Gpu.at("7", GPUS))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("found 7 where the driver lists");
    }

    private static Gpu gpu(String address, String uuid) {
        return new Gpu(address, uuid, "NVIDIA T4", 75, "535");
    }
}
