package io.lockstep.gradient;

import io.lockstep.block.Batch;
import java.io.Serializable;

/**
 * A scale that turns real numbers into integers, so that adding them is exact and the order of arrival cannot change
 * the sum.
 *
 * <p>It depends on nothing but the number of examples {@code n} in the batch and on how large their numbers can be, {@code 2^m} times the
 * ordinary ({@link io.lockstep.block.Magnitude}): one unit is {@code 2^-fractionBits} with {@code fractionBits = 48 - m - ceil(log2 n)}, so that the mean is
 * resolved to {@code 2^(m - 47)} or better. What one block of {@code r} examples adds is limited to {@code r 2^(14 + m)}: then the whole batch
 * stays within {@code n 2^(14 + m)} times {@code 2^fractionBits <= 2^(48 - m) / n}, that is {@code 2^62}, and no order of additions can
 * overflow a {@code long}.
 *
 * @param fractionBits binary digits behind the point; negative where a unit is larger than 1
 * @param largestMean the largest mean over the examples of a block that can be added: {@code 2^(14 + m)}
 */
public record FixedPoint(int fractionBits, double largestMean) implements Serializable {
    private static final int ORDINARY = 14;

    /** For the gradients of a batch. */
    public static FixedPoint ofGradients(Batch batch) {
        return of(batch.exampleCount(), batch.magnitude().gradient());
    }

    /** For the losses of a batch. */
    public static FixedPoint ofLosses(Batch batch) {
        return of(batch.exampleCount(), batch.magnitude().loss());
    }

    /** For the weights of a batch's examples. */
    public static FixedPoint ofWeights(Batch batch) {
        return of(batch.exampleCount(), batch.magnitude().weight());
    }

    private static FixedPoint of(long exampleCount, int magnitude) {
        if (exampleCount < 1) {
            throw new IllegalArgumentException("expected at least 1 example in a batch, found " + exampleCount);
        }
        int ceilLog2 = Long.SIZE - Long.numberOfLeadingZeros(exampleCount - 1);
        return new FixedPoint(48 - magnitude - ceilLog2, Math.scalb(1.0, ORDINARY + magnitude));
    }

    /** How much larger, as a power of two, the numbers are than ordinary ones. */
    int magnitude() {
        return Math.getExponent(largestMean) - ORDINARY;
    }

    /** The largest magnitude that the sum over this many examples may have. */
    double limit(long examples) {
        return largestMean * examples;
    }

    /** Whether the sum over this many examples can be added; NaN and infinity cannot. */
    boolean holds(double sum, long examples) {
        return Math.abs(sum) <= limit(examples);
    }

    /** The nearest number of units; ties to even. */
    public long units(double value) {
        return (long) Math.rint(value * unitsInOne());
    }

    /** Adds the units of each value. */
    void add(float[] values, long[] units) {
        double one = unitsInOne();
        for (int i = 0; i < values.length; i++) {
            units[i] += (long) Math.rint(values[i] * one);
        }
    }

    /** Converts units to a real number; rounded once, if they have more than 53 digits. */
    public double value(long units) {
        return units / unitsInOne();
    }

    /** Converts the first so many. */
    double[] values(long[] units, int count) {
        double one = value(1);
        double[] values = new double[count];
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
