package io.lockstep.block;

import java.io.Serializable;

/**
 * What one step computes its gradient over: all the examples of some consecutive blocks.
 *
 * @param step the step, from 1
 * @param blocks the blocks
 * @param exampleCount examples in them: what the gradient's sum is divided by, once
 */
public record Batch(int step, BlockRange blocks, long exampleCount) implements Serializable {

    /** Whether the block with this index belongs to the batch. */
    public boolean contains(int block) {
        return block >= blocks.first() && block - blocks.first() < blocks.count();
    }
}
