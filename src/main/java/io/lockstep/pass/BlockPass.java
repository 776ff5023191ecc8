package io.lockstep.pass;

import io.lockstep.block.Block;
import io.lockstep.network.Outputs;
import io.lockstep.pass.plan.PassPlan;

/**
 * The forward and backward pass over one block on one thread.
 *
 * <p>A pass holds its parameters and its buffers; it is opened by {@link PassPlan#open}, used by one thread and closed.
 * The same parameters and block give bit-identical results, whatever ran before.
 */
public interface BlockPass extends AutoCloseable {

    /** Forward and backward. */
    BlockGradient gradient(Block block);

    /** Forward only. */
    BlockForward forward(Block block);

    /** The outputs of {@link #forward} alone, bit for bit, without its sums; what the targets are does not matter. */
    default Outputs outputs(Block block) {
        return forward(block).outputs();
    }

    /**
     * Whether the outputs of an example are the same in every bit, whatever examples share its block. Not so with a BLAS: OpenBLAS's kernels
     * for Haswell and Zen compute the last rows of a product, and every twelfth, in another order.
     */
    default boolean rowsAreIndependent() {
        return false;
    }

    /** Forward and backward to the input: (rows, in), each row the gradient of that example's own loss. */
    float[] inputGradient(Block block);

    @Override
    void close();
}
