package io.lockstep.metric;

import java.util.List;
import java.util.stream.LongStream;

/**
 * A histogram: {@value #BINS} bins of equal width from {@value #FROM} to {@value #TO}, the same for all layers and
 * steps, so that they can be compared. What lies below is counted in the first bin, what lies above in the last.
 *
 * @param counts of the bins; NaN is in none
 */
public record Histogram(List<Long> counts) {
    /** Number of bins. */
    public static final int BINS = 80;
    /** Lower end of the first bin. */
    public static final double FROM = -10;
    /** Upper end of the last bin. */
    public static final double TO = 10;

    private static final double BINS_IN_ONE = BINS / (TO - FROM);

    /** The histogram of values in an array. */
    public static Histogram of(float[] values, int length) {
        long[] counts = new long[BINS];
        for (int i = 0; i < length; i++) {
            if (!Float.isNaN(values[i])) {
                double bin = Math.floor((values[i] - FROM) * BINS_IN_ONE);
                counts[(int) Math.max(0, Math.min(bin, BINS - 1))]++;
            }
        }
        return of(counts);
    }

    static Histogram of(long[] counts) {
        return new Histogram(LongStream.of(counts).boxed().toList());
    }

    /** Adds the counts to a sum. */
    void addTo(long[] sum) {
        for (int bin = 0; bin < BINS; bin++) {
            sum[bin] += counts.get(bin);
        }
    }
}
