package io.lockstep.check;

import java.util.List;

/**
 * How far the mean gradient of a correct float32 pass may be from the exact one, derived from the arithmetic. Made by
 * {@link ReferencePass}, whose page of {@code numerics.md} has the derivation.
 *
 * <p>Two kinds of error add up. Roundings of different examples are independent: their variances add, and four
 * standard deviations of the total are allowed. Roundings that all examples share (a pixel's standardised value) do not
 * average out: they are bounded by one unit roundoff for each layer passed, times the sum of the examples' norms.
 *
 * @param tensors largest norm of the error of each tensor of the mean gradient, in the order of the architecture
 * @param loss largest error of the mean loss
 * @param kinks activations that lie within their own rounding of zero, where a float pass may rightly take either side
 */
public record RoundingBound(List<Double> tensors, double loss, long kinks) {
    /** Unit roundoff of float32: half the distance from 1 to the next float. */
    static final double UNIT_ROUNDOFF = 0x1p-24;
    /** Standard deviations allowed: if the errors were normal, one comparison in 16,000 would fail by chance. */
    static final double DEVIATIONS = 4;

    /** Combines the two kinds of error of a sum over examples into a bound on the mean. */
    static double ofMean(double variance, double sharedScale, int layers, long exampleCount) {
        return (DEVIATIONS * Math.sqrt(variance) + (layers + 1) * UNIT_ROUNDOFF * sharedScale) / exampleCount;
    }
}
