package io.lockstep.block;

import java.io.Serializable;
import java.util.BitSet;

/**
 * The batch of one step: all the examples of some blocks.
 *
 * @param step the step, from 1
 * @param blocks indexes of the blocks; never modified
 * @param exampleCount examples in them
 * @param magnitude how large their numbers can be: gives the units of the exact sum
 */
public record Batch(int step, BitSet blocks, long exampleCount, Magnitude magnitude) implements Serializable {

    /** Of examples that count 1, with ordinary targets and inputs. */
    public Batch(int step, BitSet blocks, long exampleCount) {
        this(step, blocks, exampleCount, Magnitude.ONE);
    }

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
