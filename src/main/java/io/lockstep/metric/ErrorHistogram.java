package io.lockstep.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How the errors of a regression, predicted less true, are distributed: bins of equal width.
 *
 * @param from lower end of the first bin, in the target's own unit
 * @param width of each bin
 * @param counts examples in each bin
 * @param below examples below the first bin
 * @param above examples above the last bin
 */
public record ErrorHistogram(double from, double width, List<Long> counts, long below, long above) {
    private static final int MOST_BINS = 48;
    private static final int ONE_IN = 200; // on either side, at most so many examples are left to `below` and `above`

    /**
     * The part of a finer histogram in which nearly all examples are, in fewer bins.
     *
     * @param first position of the first count: bin {@code i} begins at {@code (first + i) * width}
     * @param counts of all bins
     * @param width of a bin, in the target's own unit
     */
    static ErrorHistogram of(int first, long[] counts, double width) {
        long outside = Arrays.stream(counts).sum() / ONE_IN;
        int from = 0;
        long below = 0;
        while (from < counts.length - 1 && below + counts[from] <= outside) {
            below += counts[from++];
        }
        int end = counts.length;
        long above = 0;
        while (end > from + 1 && above + counts[end - 1] <= outside) {
            above += counts[--end];
        }
        int shift = 0;
        while (((end - 1 + first) >> shift) - ((from + first) >> shift) >= MOST_BINS) {
            shift++;
        }
        int low = (from + first) >> shift;
        long[] coarse = new long[((end - 1 + first) >> shift) - low + 1];
        for (int i = from; i < end; i++) {
            coarse[((i + first) >> shift) - low] += counts[i];
        }
        double coarseWidth = width * (1 << shift);
        return new ErrorHistogram(
                low * coarseWidth, coarseWidth, LongStream.of(coarse).boxed().toList(), below, above);
    }
}
