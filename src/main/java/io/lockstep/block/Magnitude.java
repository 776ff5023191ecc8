package io.lockstep.block;

import java.io.Serializable;

/**
 * How large the numbers of a batch can be, as exponents of powers of two: the exact sum takes its units from it. It is computed on the
 * driver from the whole data, so that it is the same for every layout.
 *
 * <p>0 is ordinary: weights up to 1, targets and inputs up to 16, as digits and standardised columns have. A network that outputs
 * {@code g} times the largest of its inputs or targets then has errors up to {@code 16 g}, losses up to {@code (16 g)²} and gradients up to
 * {@code 2 (16 g)²}: each is a product of two such numbers. The exact sum holds {@code 2^14} an example, so that g may be 5, and more where
 * the examples of a block are not all extreme. Each of the two factors that is larger by {@code 2^k} adds k.
 *
 * @param gradient of the gradients
 * @param loss of the losses
 * @param weight of the weights; negative where all are small
 */
public record Magnitude(int gradient, int loss, int weight) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int ORDINARY = 4; // 2^4 = 16

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
        int largeInput = beyondOrdinary(input);
        int largeError = Math.max(beyondOrdinary(target), largeInput); // an output grows with the inputs
        int ofWeight = exponent(weight);
        return new Magnitude(ofWeight + largeError + largeInput, ofWeight + 2 * largeError, ofWeight);
    }

    /** The same for cross-entropy, whose gradient with respect to an output is at most 1, and whose loss grows as the outputs do. */
    public static Magnitude ofCrossEntropy(double input, double weight) {
        int largeInput = beyondOrdinary(input);
        int ofWeight = exponent(weight);
        return new Magnitude(ofWeight + largeInput, ofWeight + largeInput, ofWeight);
    }

    private static int beyondOrdinary(double largest) {
        return Math.max(0, exponent(largest) - ORDINARY);
    }

    /** The least k with 2^k >= value. */
    private static int exponent(double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("magnitude: expected a finite number of at least 0, found " + value);
        }
        if (value == 0) {
            return 0; // of what is nothing, any unit will do
        }
        int floor = Math.getExponent(value);
        return value == Math.scalb(1.0, floor) ? floor : floor + 1;
    }
}
