package io.lockstep.report;

import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How the values of one parameter tensor are distributed.
 *
 * @param name {@code w1}, {@code b1}, ...
 * @param mean arithmetic mean
 * @param deviation unbiased standard deviation; 0 of a single value
 * @param from smallest value, where the histogram begins
 * @param to largest value, where it ends
 * @param histogram how many lie in each of {@value #BINS} bins of equal width
 */
public record TensorStatistics(
        String name, double mean, double deviation, double from, double to, List<Long> histogram) {
    private static final int BINS = 40;

    /** Of each tensor, in their order. */
    public static List<TensorStatistics> of(Parameters parameters) {
        return parameters.architecture().tensors().stream()
                .map(tensor -> of(tensor, parameters.tensor(tensor)))
                .toList();
    }

    private static TensorStatistics of(TensorLayout tensor, float[] values) {
        double sum = 0;
        double from = values[0];
        double to = values[0];
        for (float value : values) {
            sum += value;
            from = Math.min(from, value);
            to = Math.max(to, value);
        }
        double mean = sum / values.length;
        double squares = 0;
        long[] counts = new long[BINS];
        for (float value : values) {
            squares += (value - mean) * (value - mean);
            double share = to > from ? (value - from) / (to - from) : 0;
            counts[(int) Math.min(share * BINS, BINS - 1)]++;
        }
        return new TensorStatistics(
                tensor.name(),
                mean,
                Math.sqrt(squares / Math.max(1, values.length - 1)),
                from,
                to,
                LongStream.of(counts).boxed().toList());
    }
}
