package io.lockstep.pass;

import io.lockstep.block.Block;
import java.util.List;

/**
 * A pass that processes many blocks at once and adds their gradients on the device, so that it returns one sum instead of a
 * gradient for each block. The sum is exact and bit-identical to adding {@link #gradient} of each block.
 */
public interface GroupPass extends BlockPass {

    /** Maximum number of blocks of so many rows that it processes at once. */
    int groupSize(int rows);

    /**
     * Adds blocks of equal rows.
     *
     * @param gradients how gradients become units
     * @param losses how losses become units
     * @return whether all could be added; if not, the sum is invalid
     */
    boolean add(List<Block> group, Scale gradients, Scale losses);

    /**
     * How numbers become units.
     *
     * @param unitsInOne units of the sum per 1: a power of two
     * @param largest the largest magnitude that a block may add to anything
     */
    record Scale(double unitsInOne, double largest) {}

    /** The sums since the pass was opened. */
    Units units();

    /**
     * Exact sums.
     *
     * @param gradientSum (parameters) in units
     * @param lossSum likewise
     */
    record Units(long[] gradientSum, long lossSum) {}
}
