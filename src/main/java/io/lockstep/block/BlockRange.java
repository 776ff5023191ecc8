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

    /** Index behind that of the last block. */
    public int end() {
        return first + count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** Whether it has this block. */
    public boolean contains(int block) {
        return block >= first && block < end();
    }

    /** The blocks that both have. */
    public BlockRange and(BlockRange other) {
        int from = Math.max(first, other.first);
        return new BlockRange(from, Math.max(0, Math.min(end(), other.end()) - from));
    }

    /** The indexes of the blocks. */
    BitSet indexes() {
        BitSet indexes = new BitSet(first + count);
        indexes.set(first, first + count);
        return indexes;
    }
}
