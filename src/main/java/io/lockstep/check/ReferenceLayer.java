package io.lockstep.check;

import static io.lockstep.check.RoundingBound.SHARED;
import static io.lockstep.check.RoundingBound.UNIT_ROUNDOFF;

import io.lockstep.data.Scaling;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import org.jspecify.annotations.Nullable;

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
    private final double share;
    private final @Nullable FoldedScaling folded; // of the first layer
    private PartialSums ofWeight = new PartialSums(0);
    private PartialSums ofBias = new PartialSums(0);

    /**
     * The layer of this number, from 1.
     *
     * @param scaling of the inputs, if it is the first layer
     * @param roundoffOfFactors to which a pass rounds factors: weights and pixel values are then rounded alike for
     *     all examples, and all of an example's standard deviation is taken as shared
     */
    ReferenceLayer(Parameters parameters, int number, Scaling scaling, double roundoffOfFactors) {
        factors2 = 2 * roundoffOfFactors * roundoffOfFactors;
        share = roundoffOfFactors == 0 ? SHARED : 1;
        weightError = new TensorError();
        biasError = new TensorError();
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
        folded = number == 1 ? new FoldedScaling(scaling, weight, bias) : null;
        blockDWeight = new double[in][out];
        dWeight = new double[in][out];
        blockDBias = new double[out];
        dBias = new double[out];
    }

    /** Begins a block of so many rows. */
    void startBlock(int rows) {
        ofWeight = new PartialSums(rows);
        ofBias = new PartialSums(rows);
    }

    /** output_j = sum over k of input_k weight_kj, plus bias_j. */
    void forward(Uncertain x) {
        input = x;
        output = folded == null ? product(x, weight, out) : product(x, folded);
        for (int j = 0; j < out; j++) {
            output.value[j] += bias[j];
            output.variance[j] += U2 * output.value[j] * output.value[j];
            output.variance[j] += folded == null ? 0 : folded.ofBias(j);
        }
    }

    /** Share of the variance of this layer's outputs, for the example at hand, that is equal in all examples. */
    double sharedByFolding() {
        double all = output.variances();
        return folded == null || all == 0 ? 0 : Math.min(1, folded.shared(input.value) / all);
    }

    /** dInput_k = sum over j of dOutput_j weight_kj. */
    Uncertain dInput(Uncertain dOutput) {
        return product(dOutput, weightTransposed, in);
    }

    /** dWeight_kj += input_k dOutput_j, dBias_j += dOutput_j. */
    void addGradient(Uncertain dOutput, double shareOfExample, boolean atKink) {
        for (int k = 0; k < in; k++) {
            addProducts(blockDWeight[k], input.value[k], dOutput.value);
        }
        for (int j = 0; j < out; j++) {
            blockDBias[j] += dOutput.value[j];
        }
        double used = Math.max(share, shareOfExample);
        weightError.add(
                input.squares() * dOutput.variances()
                        + (input.variances() + (U2 + factors2) * input.squares()) * dOutput.squares(),
                used,
                atKink);
        biasError.add(dOutput.variances(), used, atKink);
        if (ofWeight.next()) {
            ofWeight.look(partialSums());
        }
        if (ofBias.next()) {
            ofBias.look(squares(blockDBias));
        }
    }

    /** The squares of the block's sums: of scaled inputs, or of folded ones where those are larger. */
    private double partialSums() {
        double scaled = 0;
        double unscaled = 0;
        for (int k = 0; k < in; k++) {
            double offset = folded == null ? 0 : folded.offset(k);
            for (int j = 0; j < out; j++) {
                double value = blockDWeight[k][j];
                scaled += value * value;
                double product = value - offset * blockDBias[j];
                unscaled += product * product;
            }
        }
        return Math.max(scaled, unscaled);
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    private static void addProducts(double[] dWeight, double x, double[] dOutput) {
        for (int j = 0; j < dWeight.length; j++) {
            dWeight[j] += x * dOutput[j];
        }
    }

    /** Moves the sums of a block to the total. */
    void finishBlock() {
        double squares = 0;
        for (int k = 0; k < in; k++) {
            squares += drain(blockDWeight[k], dWeight[k]);
        }
        double biasSquares = drain(blockDBias, dBias);
        double unfolded = folded == null ? 0 : 2 * folded.offsetSquares() * biasSquares + squares;
        weightError.addBlock(ofWeight.squares() + unfolded);
        biasError.addBlock(ofBias.squares());
    }

    /** Moves the block's sums to the total; their squares. */
    private static double drain(double[] block, double[] total) {
        double squares = 0;
        for (int i = 0; i < block.length; i++) {
            total[i] += block[i];
            squares += block[i] * block[i];
            block[i] = 0;
        }
        return squares;
    }

    /** Largest norm of what the roundings of a folded scaling change in dWeight. */
    double unfolding() {
        return folded == null ? 0 : folded.unfolding(dWeight, dBias);
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

    /** The same with scaled inputs and with folded ones: as if the roundings of both were made. */
    private Uncertain product(Uncertain x, FoldedScaling fold) {
        Uncertain y = new Uncertain(out);
        for (int k = 0; k < in; k++) {
            double xVariance = x.variance[k] + factors2 * x.value[k] * x.value[k] + fold.ofWeight(k, x.value[k]);
            addProducts(y.value, y.variance, x.value[k], xVariance, weight[k], fold.passed(k));
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

    private static void addProducts(
            double[] sum, double[] sumVariance, double x, double xVariance, double[] w, double[] passed) {
        for (int j = 0; j < sum.length; j++) {
            double term = x * w[j];
            sum[j] += term;
            double folded = sum[j] - passed[j];
            sumVariance[j] += U2 * (term * term + sum[j] * sum[j] + folded * folded) + xVariance * w[j] * w[j];
        }
    }
}
