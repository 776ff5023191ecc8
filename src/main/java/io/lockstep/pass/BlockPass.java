package io.lockstep.pass;

import io.lockstep.block.Block;
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

    /** Forward and backward to the input: (rows, in), each row the gradient of that example's own loss. */
    float[] inputGradient(Block block);

    @Override
    void close();
}
