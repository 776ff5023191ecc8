package io.lockstep.check;

import java.util.List;

/**
 * How far the mean gradient of a correct float32 pass may be from the exact one, derived from the arithmetic by
 * {@link ReferencePass}. With u the unit roundoff, the norm of a tensor's error is at most, divided by the number of
 * examples, the sum of
 *
 * <ul>
 *   <li>over the examples, {@value #DEVIATIONS} standard deviations of each one's own error. Within an example, roundings
 *       are taken as independent, and their variances add. Between examples they are not: the first and last pixels are
 *       background in all of them, so that sums begin alike; here the deviations add, not their squares;
 *   <li>over the blocks, {@link #ofAdding} up the rows;
 *   <li>over the blocks, and once for the reference itself, half a unit of the exact sum: all there is where a gradient
 *       vanishes.
 * </ul>
 *
 * <p>One assumption remains: hidden units that are copies of each other are rounded alike within an example, and a network
 * of them may exceed the bound.
 *
 * @param tensors largest norm of the error of each tensor of the mean gradient, in the order of the architecture
 * @param loss largest error of the mean loss
 * @param kinks activations that lie within their own rounding of zero, where a float pass may rightly take either side
 */
public record RoundingBound(List<Double> tensors, double loss, long kinks) {
    /** Unit roundoff of float32: half the distance from 1 to the next float. */
    static final double UNIT_ROUNDOFF = 0x1p-24;
    /** Standard deviations allowed. A rounding's deviation is taken as its largest value, at least sqrt(3) times what it is. */
    static final double DEVIATIONS = 4;

    /**
     * Bound on the norm of the error of adding up a block's rows in float. Each addition is off by at most u of its partial
     * sum. Rows that are alike are rounded alike, and their i-th partial sum is i / rows of the last: together u rows / 2 of
     * it. Rows that are not have partial sums whose squares grow as i / rows: a variance of u² rows / 2, as independent
     * roundings. A block may hold both.
     *
     * @param norm of the sum
     */
    static double ofAdding(int rows, double norm) {
        return UNIT_ROUNDOFF * (rows / 2.0 + DEVIATIONS * Math.sqrt(rows / 2.0)) * norm;
    }
}
