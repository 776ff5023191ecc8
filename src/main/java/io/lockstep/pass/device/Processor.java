package io.lockstep.pass.device;

import java.io.Serializable;

/**
 * The processor of a pass.
 *
 * @param kind the CPU or a GPU
 * @param address of the GPU among those of its machine, as {@code nvidia-smi} counts them and Spark hands them to tasks;
 *     empty for the CPU, and for a GPU as long as no task has been given one
 */
public record Processor(Kind kind, String address) implements Serializable {
    /** One thread of the CPU. */
    public static final Processor CPU = new Processor(Kind.CPU, "");

    /** A GPU; the task determines which one. */
    public static final Processor ANY_GPU = new Processor(Kind.GPU, "");

    /** The kinds, each with ND4J's class for it. */
    public enum Kind {
        /** ND4J's native backend. */
        CPU("org.nd4j.linalg.cpu.nativecpu.CpuBackend"),
        /** ND4J's CUDA backend, of the Maven profile {@code cuda}. */
        GPU("org.nd4j.linalg.jcublas.JCublasBackend");

        private final String backend;

        Kind(String backend) {
            this.backend = backend;
        }

        String backend() {
            return backend;
        }
    }

    /** The GPU at this address. */
    public static Processor gpu(String address) {
        return new Processor(Kind.GPU, address);
    }

    /**
     * The model of the GPU with its driver's version, {@code NVIDIA A10, driver 535.104.05}; empty for the CPU.
     *
     * @throws BackendException if there is no such GPU
     */
    public String gpu() {
        if (kind == Kind.CPU) {
            return "";
        }
        Gpu gpu = Gpu.at(address, NvidiaSmi.gpus());
        return gpu.name() + ", driver " + gpu.driver();
    }

    /**
     * Prepares this thread for ND4J on this processor; ND4J may start only after this.
     *
     * @throws BackendException if it cannot be used
     */
    public void use() {
        if (kind == Kind.CPU) {
            BackendChoice.make(Kind.CPU);
        } else {
            Nd4jCuda.use(address);
        }
    }
}
