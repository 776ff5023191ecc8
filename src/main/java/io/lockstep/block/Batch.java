package io.lockstep.block;

import java.io.Serializable;
import java.util.BitSet;

/**
 * What one step computes its gradient over: all the examples of some blocks.
 *
 * @param step the step, from 1
 * @param blocks indexes of the blocks; never changed
 * @param exampleCount examples in them: what the gradient's sum is divided by, once
 */
public record Batch(int step, BitSet blocks, long exampleCount) implements Serializable {

    /** Of consecutive blocks. */
    public Batch(int step, BlockRange blocks, long exampleCount) {
        this(step, blocks.indexes(), exampleCount);
    }

    /** Whether the block with this index belongs to the batch. */
    public boolean contains(int block) {
        return blocks.get(block);
    }

    /** Index of its first block. */
    public int firstBlock() {
        return blocks.nextSetBit(0);
    }
}
