package io.lockstep.check;

import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;

/** One linear layer for the difference quotients: forward, in double, and the sizes that bound its rounding. */
final class NumericalLayer {
    final int in;
    final int out;
    private final double[] weight; // (in, out)
    private final double[] bias; // (out)
    /** Largest norm of the weights that feed one unit. */
    final double unitNorm;
    /** Largest magnitude of a bias. */
    final double largestBias;

    NumericalLayer(Parameters parameters, int number) {
        TensorLayout layout = parameters.architecture().weight(number);
        in = layout.shape().get(0);
        out = layout.shape().get(1);
        weight = widened(parameters.tensor(layout));
        bias = widened(parameters.tensor(parameters.architecture().bias(number)));
        double[] squares = new double[out];
        double largest = 0;
        for (int i = 0; i < weight.length; i++) {
            squares[i % out] += weight[i] * weight[i];
        }
        double largestSquares = 0;
        for (int j = 0; j < out; j++) {
            largestSquares = Math.max(largestSquares, squares[j]);
            largest = Math.max(largest, Math.abs(bias[j]));
        }
        unitNorm = Math.sqrt(largestSquares);
        largestBias = largest;
    }

    /** z = x weight + bias; x: (in), z: (out). */
    void forward(double[] x, double[] z) {
        System.arraycopy(bias, 0, z, 0, out);
        for (int k = 0; k < in; k++) {
            addMove(z, k, x[k]);
        }
    }

    /** What input k, moved by so much, adds to z. */
    void addMove(double[] z, int k, double amount) {
        int row = k * out;
        for (int j = 0; j < out; j++) {
            z[j] += amount * weight[row + j];
        }
    }

    private static double[] widened(float[] values) {
        double[] widened = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            widened[i] = values[i];
        }
        return widened;
    }
}
