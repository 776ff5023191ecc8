package io.lockstep.pass;

import io.lockstep.block.Block;
import java.util.List;

/**
 * A pass that takes many blocks at once and adds their gradients up where it computes them, so that one sum comes back instead of a
 * gradient for each block. The sum is exact, and has the bits that adding {@link #gradient} of each would have.
 */
public interface GroupPass extends BlockPass {

    /** How many blocks of so many rows it takes at once, at most. */
    int groupSize(int rows);

    /**
     * Adds blocks of equal rows.
     *
     * @param unitsInOne how many units of the sum make 1: a power of two
     * @param largest the largest magnitude that a block may add to anything
     * @return whether all could be added; if not, what has been summed is good for nothing
     */
    boolean add(List<Block> group, double unitsInOne, double largest);

    /** What was added since the pass was opened. */
    Units units();

    /**
     * Exact sums.
     *
     * @param gradientSum (parameters) in units
     * @param lossSum likewise
     */
    record Units(long[] gradientSum, long lossSum) {}
}
