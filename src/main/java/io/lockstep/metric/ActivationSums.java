package io.lockstep.metric;

/**
 * Sums over many activations, from which their mean, standard deviation and distribution are computed.
 *
 * @param count number of values
 * @param sum their sum
 * @param squares sum of their squares
 * @param histogram number of values in each bin
 */
public record ActivationSums(long count, double sum, double squares, Histogram histogram) {

    /** The sums over all values of an array. */
    public static ActivationSums of(float[] values) {
        return of(values, values.length);
    }

    /** The sums over the first {@code length} values of an array. */
    public static ActivationSums of(float[] values, int length) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < length; i++) {
            double value = values[i];
            sum += value;
            squares += value * value;
        }
        return new ActivationSums(length, sum, squares, Histogram.of(values, length));
    }

    /** Arithmetic mean. */
    public double mean() {
        return sum / count;
    }

    /** Unbiased standard deviation. */
    public double deviation() {
        return Math.sqrt(Math.max(0, squares - sum * sum / count) / Math.max(1, count - 1));
    }
}
