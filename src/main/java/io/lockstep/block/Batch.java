package io.lockstep.block;

import java.io.Serializable;
import java.util.BitSet;

/**
 * The batch of one step: all the examples of some blocks.
 *
 * @param step the step, from 1
 * @param blocks indexes of the blocks; never modified
 * @param exampleCount examples in them: the divisor of the gradient's sum
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
