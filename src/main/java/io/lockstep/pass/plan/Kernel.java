package io.lockstep.pass.plan;

import io.lockstep.data.Scaling;
import io.lockstep.data.Spelling;
import io.lockstep.pass.cuda.CudaDevice;
import io.lockstep.pass.cuda.ImagesOnly;
import io.lockstep.pass.device.Nd4jCuda;
import java.util.List;

/** The block pass of a run. The choice is part of the run's record: two kernels round differently. */
public enum Kernel {
    /** vector on CPUs; on GPUs cuda where it can be used, else nd4j. Resolved when a run starts, and never opened itself. */
    AUTO,
    /** vector pass: Java alone, with the JVM's vectors where it has them. For CPUs; the same bits on every one. */
    VECTOR,
    /** module pass: the network's modules on ND4J operations, the lesson in code. */
    ND4J,
    /** CUDA pass: cuBLAS and kernels of our own, in float32. For GPUs of compute capability 7.0 or more. */
    CUDA,
    /** The same with tensor cores, which round what they multiply to 11 bits. */
    CUDA_TF32;

    private static final double TF32_ROUNDOFF = 0x1p-11;

    /** As in configuration: {@code auto}, {@code vector}, {@code nd4j}, {@code cuda}, {@code cuda-tf32}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }

    /** Whether it is one of the CUDA passes, which need a GPU and do without ND4J. */
    public boolean isCuda() {
        return this == CUDA || this == CUDA_TF32;
    }

    /** Whether it cannot compute on GPUs. */
    public boolean isForCpusOnly() {
        return this == VECTOR;
    }

    /** Whether it needs ND4J, its native library and a thread setting of its own. */
    public boolean isNd4j() {
        return this == ND4J;
    }

    /** The kernel used in its place on a CPU. */
    public Kernel onCpu() {
        return this == ND4J ? ND4J : VECTOR;
    }

    /** The candidates in its place on GPUs, the best first. */
    public List<Kernel> onGpus() {
        return this == AUTO ? List.of(CUDA, ND4J) : List.of(this);
    }

    /**
     * Checks whether it can use the GPU at an address, without starting anything.
     *
     * @return why not; empty if it can
     */
    public String reasonAgainst(String address) {
        List<String> reasons = onGpus().stream()
                .map(kernel -> kernel.isCuda() ? CudaDevice.reasonAgainst(address) : Nd4jCuda.reasonAgainst(address))
                .toList();
        return reasons.contains("") ? "" : reasons.get(0);
    }

    /** Why it cannot compute on features with this scaling, on any processor; empty if it can. */
    public String reasonAgainst(Scaling scaling) {
        return isCuda() ? ImagesOnly.reasonAgainst(scaling) : "";
    }

    /** Unit roundoff of the factors of its products, in addition to float32's rounding of its inputs. */
    public double roundoffOfFactors() {
        return this == CUDA_TF32 ? TF32_ROUNDOFF : 0;
    }
}
