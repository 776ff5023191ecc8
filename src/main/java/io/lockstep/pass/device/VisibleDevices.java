package io.lockstep.pass.device;

import java.util.List;
import java.util.Map;

/**
 * The CUDA device number of a GPU in this process. CUDA counts the GPUs that {@code CUDA_VISIBLE_DEVICES} names, in that
 * order, or all; it uses the order of the PCI bus, as {@code nvidia-smi} does, only if {@code CUDA_DEVICE_ORDER} says so.
 */
final class VisibleDevices {
    private VisibleDevices() {}

    /**
     * The number, from 0.
     *
     * @param all of the machine's GPUs
     * @param environment of the process
     * @throws BackendException if the GPU is not visible to the process, or the order is undefined
     */
    static int number(Gpu gpu, List<Gpu> all, Map<String, String> environment) {
        String visible = environment.getOrDefault("CUDA_VISIBLE_DEVICES", "");
        if (all.size() > 1 && !"PCI_BUS_ID".equals(environment.get("CUDA_DEVICE_ORDER"))) {
            throw new BackendException(
                    "CUDA_DEVICE_ORDER: expected PCI_BUS_ID in the environment of an executor with %d GPUs, found %s: CUDA would count them in an order of its own. Set spark.executorEnv.CUDA_DEVICE_ORDER=PCI_BUS_ID."
                            .formatted(all.size(), environment.getOrDefault("CUDA_DEVICE_ORDER", "no value")));
        }
        if (visible.isBlank()) {
            return all.indexOf(gpu);
        }
        List<String> names = List.of(visible.strip().split("\\s*,\\s*"));
        for (int number = 0; number < names.size(); number++) {
            // A UUID may be shortened.
            if (names.get(number).equals(gpu.address()) || gpu.uuid().startsWith(names.get(number))) {
                return number;
            }
        }
        throw new BackendException(
                "CUDA_VISIBLE_DEVICES: expected GPU %s, which Spark gave to this task, among those that the process sees, found %s. Leave the variable to Spark, or use a discovery script that agrees with it."
                        .formatted(gpu.address(), visible));
    }
}
