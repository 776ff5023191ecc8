package io.lockstep.pass.plan;

import io.lockstep.block.Block;
import io.lockstep.data.Scaling;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.cuda.CudaPass;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.device.NativeThreads;
import io.lockstep.pass.device.Processor;
import io.lockstep.pass.layers.Nd4jPass;
import io.lockstep.pass.vector.VectorPass;
import java.util.List;

/**
 * Everything that an executor needs to open a pass, except the parameters.
 *
 * @param kernel which implementation
 * @param scaling converts features to the network's inputs
 * @param processor of the pass
 * @param gpuCache share of a GPU's memory for blocks cached between tasks
 */
public record PassPlan(Kernel kernel, Scaling scaling, Processor processor, double gpuCache) implements PassFactory {
    private static final double HALF = 0.5;

    /** A plan for the CPU. */
    public PassPlan(Kernel kernel, Scaling scaling) {
        this(kernel, scaling, Processor.CPU, HALF);
    }

    /** The same plan with another scaling. */
    public PassPlan with(Scaling other) {
        return new PassPlan(kernel, other, processor, gpuCache);
    }

    /** The same plan on another processor. */
    public PassPlan on(Processor other) {
        return new PassPlan(kernel, scaling, other, gpuCache);
    }

    /** The same plan with another kernel. */
    public PassPlan by(Kernel other) {
        return new PassPlan(other, scaling, processor, gpuCache);
    }

    /** The same plan with another share of a GPU's memory for blocks. */
    public PassPlan caching(double share) {
        return new PassPlan(kernel, scaling, processor, share);
    }

    /** The kernels that may compute it on GPUs, the best first: without those that cannot take its features. */
    public List<Kernel> onGpus() {
        return kernel.onGpus().stream()
                .filter(candidate -> candidate.reasonAgainst(scaling).isEmpty())
                .toList();
    }

    /**
     * Checks that the kernel takes such features, without starting anything.
     *
     * @throws BackendException if it does not
     */
    public void requireFeatures() {
        String reason = kernel.reasonAgainst(scaling);
        if (!reason.isEmpty()) {
            throw new BackendException(reason);
        }
    }

    /** Whether its pass reads blocks faster that were prepared. */
    public boolean prepares() {
        return kernel == Kernel.VECTOR;
    }

    /** A block in the form that its pass reads fastest, to be kept between steps; no result depends on it. */
    public Block prepare(Block block) {
        return prepares() ? block.with(VectorPass.prepare(block.features(), scaling)) : block;
    }

    @Override
    public BlockPass open(Parameters parameters) {
        return switch (kernel) {
            case AUTO -> throw new IllegalStateException("expected a kernel that was chosen, found auto");
            case VECTOR -> new VectorPass(parameters, scaling);
            case ND4J -> openOnNd4j(parameters);
            case CUDA, CUDA_TF32 -> CudaPass.open(parameters, scaling, processor, kernel == Kernel.CUDA_TF32, gpuCache);
        };
    }

    private BlockPass openOnNd4j(Parameters parameters) {
        processor.use();
        NativeThreads.single();
        return new Nd4jPass(parameters, scaling);
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
        if (kernel == Kernel.VECTOR) {
            return VectorPass.backend();
        }
        processor.use();
        return Backend.detect();
    }
}
