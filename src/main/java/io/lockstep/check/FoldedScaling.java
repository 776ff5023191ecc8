package io.lockstep.check;

import static io.lockstep.check.RoundingBound.UNIT_ROUNDOFF;

import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import java.util.Arrays;

/**
 * The first layer as a kernel computes it that folds the scaling {@code x = factor f + offset} into weights and bias: with terms {@code t w},
 * {@code t = factor f = x - offset}, and the bias {@code b + o}, {@code o = Σ offset w}. Its partial sums are those of the scaled inputs
 * less the part of o that has been passed: they may be larger, and so may its roundings. A column with an offset above 1 is not folded.
 *
 * <p>With u the unit roundoff, these roundings are the same for all examples and do not average out: factor and {@code factor w} are
 * rounded, {@code 2 u² (t w)²}; so are o and {@code b + o}, {@code u² (o² + (b + o)²)}.
 */
final class FoldedScaling {
    private static final double U2 = UNIT_ROUNDOFF * UNIT_ROUNDOFF;
    private static final double LARGEST_OFFSET = 1;

    private final double[] offset; // (in), 0 where it is none or the column is not folded
    private final boolean[] exact; // (in) whether factor w is not rounded
    private final double[][] passed; // (in, out): sum of offset w up to a column
    private final double[] weightSquares; // (in)
    private final double[] ofBias; // (out)

    /** Of a first layer. */
    FoldedScaling(Scaling scaling, double[][] weight, double[] bias) {
        int in = weight.length;
        offset = new double[in];
        exact = new boolean[in];
        passed = new double[in][bias.length];
        weightSquares = new double[in];
        double[] sum = new double[bias.length];
        for (int k = 0; k < in; k++) {
            double all = offset(scaling, k);
            boolean folded = Math.abs(all) <= LARGEST_OFFSET;
            offset[k] = folded ? all : 0;
            exact[k] = !folded || isPowerOfTwo(deviation(scaling, k));
            for (int j = 0; j < bias.length; j++) {
                sum[j] += offset[k] * weight[k][j];
                passed[k][j] = sum[j];
                weightSquares[k] += weight[k][j] * weight[k][j];
            }
        }
        ofBias = new double[bias.length];
        for (int j = 0; j < bias.length; j++) {
            ofBias[j] = sum[j] == 0 ? 0 : U2 * (sum[j] * sum[j] + (bias[j] + sum[j]) * (bias[j] + sum[j]));
        }
    }

    private static double offset(Scaling scaling, int column) {
        return scaling instanceof Standardizer all
                ? -all.mean() / all.deviation()
                : -((ColumnScaling) scaling).means().get(column) / deviation(scaling, column);
    }

    private static double deviation(Scaling scaling, int column) {
        return scaling instanceof Standardizer all
                ? all.deviation()
                : ((ColumnScaling) scaling).deviations().get(column);
    }

    private static boolean isPowerOfTwo(double value) {
        return Math.scalb(1.0, Math.getExponent(value)) == value;
    }

    /** Of a column. */
    double offset(int column) {
        return offset[column];
    }

    /** {@code ‖offset‖²}. */
    double offsetSquares() {
        return Arrays.stream(offset).map(value -> value * value).sum();
    }

    /** By how much the partial sums up to a column are smaller: (out). */
    double[] passed(int column) {
        return passed[column];
    }

    /** Variance of the rounding of a folded weight, in units of the weight: {@code 2 u² t²}. */
    double ofWeight(int column, double x) {
        double term = x - offset[column];
        return exact[column] ? 0 : 2 * U2 * term * term;
    }

    /** Variance of the roundings of an output's bias. */
    double ofBias(int output) {
        return ofBias[output];
    }

    /** Variance of the roundings that all examples share, of all outputs of one of them. */
    double shared(double[] x) {
        double sum = Arrays.stream(ofBias).sum();
        for (int k = 0; k < x.length; k++) {
            sum += ofWeight(k, x[k]) * weightSquares[k];
        }
        return sum;
    }

    /**
     * Largest norm of what factors and offsets, each rounded once and alike for all blocks, change in {@code dWeight = factor S + offset dBias}:
     * {@code u ‖factor S‖ + u ‖offset‖ ‖dBias‖}.
     */
    double unfolding(double[][] dWeight, double[] dBias) {
        double products = 0;
        double offsets = 0;
        for (int k = 0; k < offset.length; k++) {
            offsets += offset[k] * offset[k];
            for (int j = 0; j < dBias.length && !exact[k]; j++) {
                double product = dWeight[k][j] - offset[k] * dBias[j];
                products += product * product;
            }
        }
        double squares = Arrays.stream(dBias).map(value -> value * value).sum();
        return UNIT_ROUNDOFF * (Math.sqrt(products) + Math.sqrt(offsets * squares));
    }
}
