package io.lockstep.block;

import java.io.Serializable;

/**
 * How large the numbers of a batch can be, as exponents of powers of two: the exact sum takes its units from it. It is computed on the
 * driver from the whole data, so that it is the same for every layout.
 *
 * <p>0 is what suits weights up to 1, targets up to 16 and inputs up to 128; digits and standardised columns are within that. A gradient
 * grows with the error, of a squared error that is with target and output, and with the input; an output grows with the input.
 *
 * @param gradient of the gradients
 * @param loss of the losses
 * @param weight of the weights; negative where all are small
 */
public record Magnitude(int gradient, int loss, int weight) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int TARGET = 4; // 2^4 = 16
    private static final int INPUT = 7; // 2^7 = 128

    /** Of examples that count 1, with ordinary targets and inputs. */
    public static final Magnitude ONE = new Magnitude(0, 0, 0);

    /**
     * Of data with these extremes, for a loss that is a squared error.
     *
     * @param target largest magnitude of a target
     * @param input largest magnitude of an input of the network
     * @param weight largest weight of an example, above 0
     */
    public static Magnitude ofSquaredError(double target, double input, double weight) {
        int beyondTarget = Math.max(0, exponent(target) - TARGET);
        int beyondInput = Math.max(0, exponent(input) - INPUT);
        int output = Math.max(beyondTarget, beyondInput);
        int least = exponent(weight);
        return new Magnitude(least + output + beyondInput, least + 2 * output, least);
    }

    /** The same for cross-entropy, whose gradient with respect to an output is at most 1. */
    public static Magnitude ofCrossEntropy(double input, double weight) {
        int beyondInput = Math.max(0, exponent(input) - INPUT);
        int least = exponent(weight);
        return new Magnitude(least + beyondInput, least + beyondInput, least);
    }

    /** The least k with 2^k >= value. */
    private static int exponent(double value) {
        if (value <= 0) {
            return -1022;
        }
        int floor = Math.getExponent(value);
        return value == Math.scalb(1.0, floor) ? floor : floor + 1;
    }
}
