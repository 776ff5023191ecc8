package io.lockstep.check;

import static io.lockstep.check.RoundingBound.SHARED;
import static io.lockstep.check.RoundingBound.UNIT_ROUNDOFF;

import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;

/**
 * One linear layer of the reference: parameters, what forward left for backward, and the sums over the examples. A row of a
 * matrix is an array of its own: in loops over arrays with one index, and in no others, the compiler sees that their
 * elements do not overlap, and computes several at once. Each element's operations stay what they are, and in their order.
 */
final class ReferenceLayer {
    private static final double U2 = UNIT_ROUNDOFF * UNIT_ROUNDOFF;

    final int in;
    final int out;
    final int weightOffset;
    final int biasOffset;
    final double[][] weight; // (in, out)
    final double[][] weightTransposed; // (out, in)
    final double[] bias; // (out)
    Uncertain input = new Uncertain(0);
    Uncertain output = new Uncertain(0);

    final double[][] blockDWeight; // (in, out), of the block at hand
    final double[][] dWeight; // (in, out), of all blocks before
    final double[] blockDBias;
    final double[] dBias;
    final TensorError weightError;
    final TensorError biasError;
    private final double factors2;

    /**
     * The layer of this number, from 1.
     *
     * @param roundoffOfFactors to which a pass rounds factors: weights and pixel values are then rounded alike for
     *     all examples, and all of an example's standard deviation is taken as shared
     */
    ReferenceLayer(Parameters parameters, int number, double roundoffOfFactors) {
        factors2 = 2 * roundoffOfFactors * roundoffOfFactors;
        double share = roundoffOfFactors == 0 ? SHARED : 1;
        weightError = new TensorError(share);
        biasError = new TensorError(share);
        TensorLayout weightLayout = parameters.architecture().weight(number);
        TensorLayout biasLayout = parameters.architecture().bias(number);
        weightOffset = weightLayout.offset();
        biasOffset = biasLayout.offset();
        in = weightLayout.shape().get(0);
        out = weightLayout.shape().get(1);
        weight = new double[in][out];
        weightTransposed = new double[out][in];
        bias = new double[out];
        for (int k = 0; k < in; k++) {
            for (int j = 0; j < out; j++) {
                weight[k][j] = parameters.values()[weightOffset + k * out + j];
                weightTransposed[j][k] = weight[k][j];
            }
        }
        for (int j = 0; j < out; j++) {
            bias[j] = parameters.values()[biasOffset + j];
        }
        blockDWeight = new double[in][out];
        dWeight = new double[in][out];
        blockDBias = new double[out];
        dBias = new double[out];
    }

    /** output_j = sum over k of input_k weight_kj, plus bias_j. */
    void forward(Uncertain x) {
        input = x;
        output = product(x, weight, out);
        for (int j = 0; j < out; j++) {
            output.value[j] += bias[j];
            output.variance[j] += U2 * output.value[j] * output.value[j];
        }
    }

    /** dInput_k = sum over j of dOutput_j weight_kj. */
    Uncertain dInput(Uncertain dOutput) {
        return product(dOutput, weightTransposed, in);
    }

    /** dWeight_kj += input_k dOutput_j, dBias_j += dOutput_j. */
    void addGradient(Uncertain dOutput, boolean atKink) {
        for (int k = 0; k < in; k++) {
            addProducts(blockDWeight[k], input.value[k], dOutput.value);
        }
        for (int j = 0; j < out; j++) {
            blockDBias[j] += dOutput.value[j];
        }
        weightError.add(
                input.squares() * dOutput.variances()
                        + (input.variances() + factors2 * input.squares()) * dOutput.squares(),
                atKink);
        biasError.add(dOutput.variances(), atKink);
    }

    private static void addProducts(double[] dWeight, double x, double[] dOutput) {
        for (int j = 0; j < dWeight.length; j++) {
            dWeight[j] += x * dOutput[j];
        }
    }

    /** Moves the sums of a block of so many rows to the total. */
    void finishBlock(int rows) {
        double squares = 0;
        for (int k = 0; k < in; k++) {
            squares = drain(blockDWeight[k], dWeight[k], squares);
        }
        weightError.addBlock(rows, squares);
        biasError.addBlock(rows, drain(blockDBias, dBias, 0));
    }

    /** Moves the block's sums to the total; adds their squares to those before. */
    private static double drain(double[] block, double[] total, double squares) {
        for (int i = 0; i < block.length; i++) {
            total[i] += block[i];
            squares += block[i] * block[i];
            block[i] = 0;
        }
        return squares;
    }

    /** Copies the gradient of the weights into a flat array, row-major. */
    void copyDWeight(double[] gradientSum) {
        for (int k = 0; k < in; k++) {
            System.arraycopy(dWeight[k], 0, gradientSum, weightOffset + k * out, out);
        }
    }

    /** y_j = sum over k of x_k w_kj. */
    private Uncertain product(Uncertain x, double[][] w, int out) {
        Uncertain y = new Uncertain(out);
        for (int k = 0; k < w.length; k++) {
            double xVariance = x.variance[k] + factors2 * x.value[k] * x.value[k];
            addProducts(y.value, y.variance, x.value[k], xVariance, w[k]);
        }
        return y;
    }

    /** sum_j += x w_j; each product and each partial sum is rounded once. */
    private static void addProducts(double[] sum, double[] sumVariance, double x, double xVariance, double[] w) {
        for (int j = 0; j < sum.length; j++) {
            double term = x * w[j];
            sum[j] += term;
            sumVariance[j] += U2 * (term * term + sum[j] * sum[j]) + xVariance * w[j] * w[j];
        }
    }
}
