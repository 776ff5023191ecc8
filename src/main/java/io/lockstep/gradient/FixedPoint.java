package io.lockstep.gradient;

import java.io.Serializable;

/**
 * A scale that turns real numbers into integers, so that adding them is exact and the order of arrival cannot change
 * the sum.
 *
 * <p>It depends on nothing but the number of examples {@code n} in the batch: one unit is {@code 2^-fractionBits} with
 * {@code fractionBits = 48 - ceil(log2 n)}, at most {@code n 2^-47}, so that the mean is resolved to {@code 2^-47} or
 * better. What one block of {@code r} examples adds is limited to {@code r 2^14}: then the whole batch stays within
 * {@code n 2^14} times {@code 2^fractionBits <= 2^48 / n}, that is {@code 2^62}, and no order of additions can overflow
 * a {@code long}.
 *
 * @param fractionBits binary digits behind the point
 */
public record FixedPoint(int fractionBits) implements Serializable {
    /** The largest mean over the examples of a block that can be added: 16,384. */
    public static final double LARGEST_BLOCK_MEAN = 0x1p14;

    /** The scale for a batch of this many examples. */
    public static FixedPoint forExamples(long exampleCount) {
        if (exampleCount < 1) {
            throw new IllegalArgumentException("expected at least 1 example in a batch, found " + exampleCount);
        }
        int ceilLog2 = Long.SIZE - Long.numberOfLeadingZeros(exampleCount - 1);
        return new FixedPoint(48 - ceilLog2);
    }

    /** The largest magnitude that the sum over this many examples may have. */
    static double limit(long examples) {
        return LARGEST_BLOCK_MEAN * examples;
    }

    /** Whether the sum over this many examples can be added; NaN and infinity cannot. */
    static boolean holds(double sum, long examples) {
        return Math.abs(sum) <= limit(examples);
    }

    /** The nearest number of units; ties to even. */
    public long units(double value) {
        return (long) Math.rint(value * unitsInOne());
    }

    /** Converts units to a real number; rounded once, if they have more than 53 digits. */
    public double value(long units) {
        return units / unitsInOne();
    }

    /** Converts each of them. */
    double[] values(long[] units) {
        double one = value(1);
        double[] values = new double[units.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = units[i] * one;
        }
        return values;
    }

    /** Units per 1. */
    double unitsInOne() {
        return Math.scalb(1.0, fractionBits); // a power of two: multiplying and dividing by it is exact
    }
}
