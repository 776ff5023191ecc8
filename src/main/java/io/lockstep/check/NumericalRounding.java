package io.lockstep.check;

import io.lockstep.network.Loss;

/**
 * How far rounding in double may move one example's loss, as a standard deviation, with the roundings within the example
 * taken as independent. With u the unit roundoff:
 *
 * <ul>
 *   <li>A move starts from numbers that are the same on both sides, so that their own errors cancel. It rounds again what it
 *       changes: each pre-activation z of its layer and the later ones, once, by at most u |z|. The largest of a layer is
 *       taken for all. A variance v before a layer is at most C² v behind it, with C the largest norm of the weights that
 *       feed a unit.
 *   <li>Without a move, a sum of n products and a bias rounds n + 4 times, inputs and activation included, each time by at
 *       most u (‖x‖ C + |bias|) (Cauchy-Schwarz).
 *   <li>A squared error L, the mean of d² over c outputs of variance v, has 4 L v at most, and (4 + c) u² L² for rounding d, d² and their sum.
 *   <li>A cross-entropy L of c outputs of variance v has 2 v at most, since it moves by no more than √2 times the norm by
 *       which they do; u² (2 c + 4) for the c exponentials and their sum; and 6 u² L² for the logarithm (2 u log sum) and two
 *       subtractions, whose results lie between 0 and L.
 * </ul>
 */
final class NumericalRounding {
    /** Unit roundoff of float64. */
    static final double UNIT_ROUNDOFF = 0x1p-53;

    private static final double U2 = UNIT_ROUNDOFF * UNIT_ROUNDOFF;

    private final NumericalForward example;
    private final double[] moved; // variance of an output after a move in this layer
    private double unmoved;

    NumericalRounding(NumericalForward example) {
        this.example = example;
        moved = new double[example.layers.length];
    }

    /** Looks at the example that has just run. */
    void measure() {
        unmoved = 0;
        for (int i = 0; i < moved.length; i++) {
            NumericalLayer layer = example.layers[i];
            double growth = layer.unitNorm * layer.unitNorm;
            double largest = 0;
            for (double z : example.z[i]) {
                largest = Math.max(largest, Math.abs(z));
            }
            moved[i] = 0;
            for (int start = 0; start <= i; start++) {
                moved[start] = growth * moved[start] + U2 * largest * largest;
            }
            double partialSum = norm(example.input[i]) * layer.unitNorm + layer.largestBias;
            unmoved = growth * unmoved + (layer.in + 4) * U2 * partialSum * partialSum;
        }
    }

    /** The standard deviation of a loss of this size after a move in a layer. */
    double afterMove(int layer, double lossValue) {
        return deviation(lossValue, moved[layer]);
    }

    /** The standard deviation of the example's own loss. */
    double ofLoss() {
        return deviation(example.lossValue(), unmoved);
    }

    private double deviation(double lossValue, double outputVariance) {
        double squares = lossValue * lossValue;
        int outputs = example.layers[moved.length - 1].out;
        return Math.sqrt(
                example.loss == Loss.MSE
                        ? 4 * lossValue * outputVariance + (4 + outputs) * U2 * squares
                        : 2 * outputVariance + U2 * (2 * outputs + 4 + 6 * squares));
    }

    private static double norm(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
