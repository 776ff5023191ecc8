package io.lockstep.pass.plan;

import io.lockstep.data.Standardizer;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.cuda.CudaPass;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.NativeThreads;
import io.lockstep.pass.device.Processor;
import io.lockstep.pass.fused.FusedPass;
import io.lockstep.pass.layers.Nd4jPass;

/**
 * Everything that an executor needs to open a pass, except the parameters.
 *
 * @param kernel which implementation
 * @param standardizer converts bytes to features
 * @param processor of the pass
 * @param gpuCache share of a GPU's memory for blocks cached between tasks
 */
public record PassPlan(Kernel kernel, Standardizer standardizer, Processor processor, double gpuCache)
        implements PassFactory {
    private static final double HALF = 0.5;

    /** A plan for the CPU. */
    public PassPlan(Kernel kernel, Standardizer standardizer) {
        this(kernel, standardizer, Processor.CPU, HALF);
    }

    /** The same plan with another standardizer. */
    public PassPlan with(Standardizer other) {
        return new PassPlan(kernel, other, processor, gpuCache);
    }

    /** The same plan on another processor. */
    public PassPlan on(Processor other) {
        return new PassPlan(kernel, standardizer, other, gpuCache);
    }

    /** The same plan with another kernel. */
    public PassPlan by(Kernel other) {
        return new PassPlan(other, standardizer, processor, gpuCache);
    }

    /** The same plan with another share of a GPU's memory for blocks. */
    public PassPlan caching(double share) {
        return new PassPlan(kernel, standardizer, processor, share);
    }

    @Override
    public BlockPass open(Parameters parameters) {
        return switch (kernel) {
            case AUTO -> throw new IllegalStateException("expected a kernel that was chosen, found auto");
            case FUSED, ND4J -> openOnNd4j(parameters);
            case CUDA, CUDA_TF32 ->
                CudaPass.open(parameters, standardizer, processor, kernel == Kernel.CUDA_TF32, gpuCache);
        };
    }

    private BlockPass openOnNd4j(Parameters parameters) {
        processor.use();
        NativeThreads.single();
        return kernel == Kernel.FUSED
                ? new FusedPass(parameters, standardizer)
                : new Nd4jPass(parameters, standardizer);
    }

    /**
     * Starts the backend and describes it.
     *
     * @throws io.lockstep.pass.device.BackendException if it cannot be used
     */
    public Backend backend() {
        if (kernel.isCuda()) {
            return CudaPass.backend(processor);
        }
        processor.use();
        return Backend.detect();
    }
}
