package io.lockstep.bench;

import io.lockstep.block.Block;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.vector.VectorPass;
import java.util.List;

/** The CPU kernels that are measured side by side: the first is called ours, the others by their names. */
final class Kernels {
    static final List<Kernel> ALL = List.of(Kernel.VECTOR, Kernel.FUSED);

    private Kernels() {}

    /** The one that a run has by default. */
    static Kernel ours() {
        return ALL.get(0);
    }

    /** All others. */
    static List<Kernel> others() {
        return ALL.subList(1, ALL.size());
    }

    /** A block as it is cached for a kernel. */
    static Block cached(Block block, PassPlan plan) {
        return plan.kernel() == Kernel.VECTOR
                ? new Block(
                        block.index(),
                        block.firstExample(),
                        VectorPass.prepare(block.features(), plan.scaling()),
                        block.targets(),
                        block.weights())
                : block;
    }

    /** What a kernel is called in a race. */
    static String contender(Kernel kernel) {
        return kernel == ours() ? Result.OURS : kernel.toString();
    }
}
