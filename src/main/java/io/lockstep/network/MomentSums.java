package io.lockstep.network;

import java.io.Serializable;

/**
 * Sums from which the mean and the deviation of many numbers follow.
 *
 * @param count how many numbers
 * @param sum their sum
 * @param squares sum of their squares
 */
public record MomentSums(long count, double sum, double squares) implements Serializable {

    /** Of values in an array. */
    static MomentSums of(float[] values, int length) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < length; i++) {
            double value = values[i];
            sum += value;
            squares += value * value;
        }
        return new MomentSums(length, sum, squares);
    }

    /** Of both. Double addition: always merge in the order of the blocks. */
    public MomentSums plus(MomentSums other) {
        return new MomentSums(count + other.count, sum + other.sum, squares + other.squares);
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
