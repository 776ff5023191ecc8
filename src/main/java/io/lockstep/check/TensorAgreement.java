package io.lockstep.check;

/**
 * The comparison of two results for one tensor of the gradient, or for the loss. {@code a} is the one that is checked,
 * {@code b} the one it is checked against.
 *
 * @param name {@code w1}, {@code b1}, ..., {@code loss}
 * @param near the lesson's test, element by element: {@code |a - b| <= 1e-5 + 1e-3 |b|}
 * @param maxAbsolute largest {@code |a - b|}
 * @param maxRelative largest {@code |a - b| / |b|}
 * @param normwise {@code ‖a - b‖ / ‖b‖}; {@code ‖a - b‖} where b is 0
 * @param ulps {@code maxAbsolute} in float32 units in the last place of the tensor's largest value: an entry near zero has
 *     lost its own last places to the sums it came from
 * @param worst coordinate of the largest absolute difference, or "-" where there is none
 * @param left {@code a} there
 * @param right {@code b} there
 * @param tolerance largest {@code normwise} that rounding explains; 0 where every bit must be equal
 * @param agrees whether it is within the tolerance
 */
public record TensorAgreement(
        String name,
        boolean near,
        double maxAbsolute,
        double maxRelative,
        double normwise,
        double ulps,
        String worst,
        double left,
        double right,
        double tolerance,
        boolean agrees) {
    private static final double NEAR_RELATIVE = 1e-3;
    private static final double NEAR_ABSOLUTE = 1e-5;

    /** Names a value by its position. */
    interface Coordinates {
        String at(int index);
    }

    /**
     * Compares two arrays of equal length.
     *
     * @param bound largest norm of the difference that rounding explains; 0 where every bit must be equal
     */
    static TensorAgreement between(String name, double[] a, double[] b, double bound, Coordinates coordinates) {
        boolean near = true;
        double maxRelative = 0;
        double differenceSquares = 0;
        double squares = 0;
        double largest = 0;
        int worst = -1;
        double worstDifference = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs(a[i] - b[i]);
            near &= difference <= NEAR_ABSOLUTE + NEAR_RELATIVE * Math.abs(b[i]); // false for NaN
            if (difference > 0) {
                maxRelative = Math.max(maxRelative, difference / Math.abs(b[i]));
            }
            largest = Math.max(largest, Math.abs(b[i]));
            differenceSquares += difference * difference;
            squares += b[i] * b[i];
            if (!(difference <= worstDifference || Double.isNaN(worstDifference))) { // the first NaN is the worst
                worst = i;
                worstDifference = difference;
            }
        }
        double norm = squares == 0 ? 1 : Math.sqrt(squares);
        double difference = Math.sqrt(differenceSquares);
        return new TensorAgreement(
                name,
                near,
                worstDifference,
                maxRelative,
                difference / norm,
                worstDifference == 0 ? 0 : worstDifference / Math.ulp((float) largest),
                worst < 0 ? "-" : coordinates.at(worst),
                worst < 0 ? 0 : a[worst],
                worst < 0 ? 0 : b[worst],
                bound / norm,
                difference <= bound);
    }
}
