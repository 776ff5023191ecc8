package io.lockstep.metric;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Counts errors in bins whose width is the power of two that suits the largest of them: where a larger one comes, pairs of bins become one.
 * The result depends on the errors alone, not on their order.
 */
final class ErrorCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int HALF = 512; // bins on either side of 0
    private static final int HALF_BITS = 9;
    private static final int NARROWEST = -200; // exponent of the width: below the smallest difference of floats

    private final long[] counts = new long[2 * HALF];
    private int exponent = NARROWEST;

    /** Adds an error; one that is not finite is in no bin. */
    void add(double error) {
        if (!(Math.abs(error) <= Double.MAX_VALUE)) {
            return;
        }
        if (error != 0) {
            widen(Math.getExponent(error) + 1 - HALF_BITS);
        }
        counts[HALF + (int) Math.floor(Math.scalb(error, -exponent))]++;
    }

    /** Adds other counts. */
    void merge(ErrorCounts other) {
        widen(other.exponent);
        for (int i = 0; i < counts.length; i++) {
            counts[HALF + shifted(i - HALF, exponent - other.exponent)] += other.counts[i];
        }
    }

    private void widen(int least) {
        if (least <= exponent) {
            return;
        }
        long[] before = counts.clone();
        Arrays.fill(counts, 0);
        for (int i = 0; i < before.length; i++) {
            counts[HALF + shifted(i - HALF, least - exponent)] += before[i];
        }
        exponent = least;
    }

    private static int shifted(int bin, int by) {
        return bin >> Math.min(by, Integer.SIZE - 1); // rounds down, as the bins do
    }

    /**
     * The distribution.
     *
     * @param unit how large an error of 1 is in the target's own unit
     */
    ErrorHistogram histogram(double unit) {
        return ErrorHistogram.of(-HALF, counts, Math.scalb(unit, exponent));
    }
}
