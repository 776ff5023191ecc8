package io.lockstep.block;

import java.io.Serializable;
import java.util.BitSet;

/**
 * Consecutive blocks: what one partition holds. May be empty.
 *
 * @param first index of the first block
 * @param count number of blocks
 */
public record BlockRange(int first, int count) implements Serializable {

    public BlockRange {
        if (first < 0 || count < 0) {
            throw new IllegalArgumentException("expected first and count of at least 0, found " + first + ", " + count);
        }
    }

    /** The indexes of the blocks. */
    BitSet indexes() {
        BitSet indexes = new BitSet(first + count);
        indexes.set(first, first + count);
        return indexes;
    }
}
