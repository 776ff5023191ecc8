package io.lockstep.pass.device;

import java.util.List;

/**
 * A GPU, as described by the driver.
 *
 * @param address its index on the machine, in the order of the PCI bus
 * @param uuid its unique id
 * @param name of the model
 * @param capability compute capability times ten: 86 for 8.6
 * @param driver version of the driver
 */
public record Gpu(String address, String uuid, String name, int capability, String driver) {
    private static final int FIRST_DRIVEN = 37;
    private static final int LAST_DRIVEN = 89;

    /** {@code NVIDIA A10 (GPU 0, compute capability 8.6, driver 535.104.05)}. */
    @Override
    public String toString() {
        return "%s (GPU %s, compute capability %s, driver %s)".formatted(name, address, capabilityText(), driver);
    }

    /** {@code 8.6}. */
    public String capabilityText() {
        return capability / 10 + "." + capability % 10;
    }

    /**
     * Checks that ND4J's CUDA build has machine code for this GPU: it was compiled for 3.7 to 8.6, which 8.7 and 8.9 run as well,
     * and has no PTX that a driver could compile for others.
     *
     * @throws BackendException if it has none
     */
    void requireCode() {
        if (capability < FIRST_DRIVEN || capability > LAST_DRIVEN) {
            throw new BackendException(
                    "compute.backend: expected a GPU of compute capability 3.7 to 8.9, found %s: ND4J's CUDA build has no machine code for it. Use such a GPU, or set compute.backend = cpu."
                            .formatted(this));
        }
    }

    /**
     * Checks that Spark assigned a GPU to the task.
     *
     * @param address empty if it has not
     * @throws BackendException if it has not
     */
    public static void requireGiven(String address) {
        if (address.isEmpty()) {
            throw new BackendException(
                    "spark.task.resource.gpu: expected a GPU for this task from Spark, found none. Set spark.executor.resource.gpu.amount=1, spark.task.resource.gpu.amount=1 and the cluster's discovery script (submit/get-gpus).");
        }
    }

    /**
     * The GPU at an address.
     *
     * @throws BackendException if there is none
     */
    public static Gpu at(String address, List<Gpu> gpus) {
        return gpus.stream()
                .filter(gpu -> gpu.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new BackendException(
                        "spark.executor.resource.gpu: expected the address of a GPU of this machine, found %s where the driver lists %s. Use submit/get-gpus as the discovery script."
                                .formatted(address, gpus)));
    }
}
