package io.lockstep.check;

import static io.lockstep.check.RoundingBound.DEVIATIONS;
import static io.lockstep.check.RoundingBound.UNIT_ROUNDOFF;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.data.Standardizer;
import io.lockstep.gradient.FixedPoint;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Forward and backward for one example at a time, in double, with a running error analysis beside it: each value has
 * the variance that a float32 computation of it would have (Higham, Accuracy and Stability of Numerical Algorithms, 2nd
 * ed., section 3.3, with independent roundings as in Higham and Mary 2019).
 */
final class ReferencePass {
    private static final double U2 = UNIT_ROUNDOFF * UNIT_ROUNDOFF;

    private final Architecture architecture;
    private final Standardizer standardizer;
    private final Layer[] layers;
    private double lossSum;
    private double lossError;
    private long exampleCount;
    private long blockCount;
    private long kinks;

    ReferencePass(Parameters parameters, Standardizer standardizer) {
        this.architecture = parameters.architecture();
        this.standardizer = standardizer;
        this.layers = new Layer[architecture.layers()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new Layer(parameters, i + 1);
        }
    }

    /** Adds every example of a block. */
    void add(Block block) {
        Values x = new Values(block.columns());
        for (int row = 0; row < block.rows(); row++) {
            for (int k = 0; k < block.columns(); k++) {
                int pixel = block.pixels()[row * block.columns() + k] & 0xff;
                x.value[k] = (pixel / 256.0 - standardizer.mean()) / standardizer.deviation();
                x.variance[k] = U2 * x.value[k] * x.value[k];
            }
            Values output = forward(x);
            backward(dLoss(output, block.labels()[row] & 0xff));
        }
        exampleCount += block.rows();
        blockCount++;
        for (Layer layer : layers) {
            layer.finishBlock(alike(block));
        }
    }

    /** For each example, how many of its block are equal to it; added up. The number of rows where all are different. */
    private static long alike(Block block) {
        Map<Integer, Long> copies = new HashMap<>();
        for (int row = 0; row < block.rows(); row++) {
            int first = row * block.columns();
            byte[] pixels = Arrays.copyOfRange(block.pixels(), first, first + block.columns());
            copies.merge(31 * Arrays.hashCode(pixels) + block.labels()[row], 1L, Long::sum);
        }
        return copies.values().stream().mapToLong(count -> count * count).sum();
    }

    GradientSum gradientSum(Batch batch) {
        double[] gradientSum = new double[architecture.parameterCount()];
        for (Layer layer : layers) {
            System.arraycopy(layer.dWeight, 0, gradientSum, layer.weightOffset, layer.dWeight.length);
            System.arraycopy(layer.dBias, 0, gradientSum, layer.biasOffset, layer.dBias.length);
        }
        return GradientSum.of(architecture, batch, gradientSum, lossSum, exampleCount);
    }

    RoundingBound bound(Batch batch) {
        double unit = FixedPoint.forExamples(batch.exampleCount()).value(1);
        double halfUnits = (blockCount + 1) * unit / 2; // every block is rounded to whole units, and so is this sum
        List<Double> tensors = new ArrayList<>();
        for (Layer layer : layers) {
            tensors.add((layer.weightError + Math.sqrt(layer.dWeight.length) * halfUnits) / exampleCount);
            tensors.add((layer.biasError + Math.sqrt(layer.dBias.length) * halfUnits) / exampleCount);
        }
        return new RoundingBound(tensors, (lossError + halfUnits) / exampleCount, kinks);
    }

    private Values forward(Values x) {
        for (int i = 0; i < layers.length; i++) {
            layers[i].forward(x);
            x = i + 1 < layers.length ? activation(layers[i].output) : layers[i].output;
        }
        return x;
    }

    /** max(z, 0) - shift. */
    private Values activation(Values z) {
        double shift = architecture.activation().shift();
        Values h = new Values(z.value.length);
        for (int j = 0; j < h.value.length; j++) {
            h.value[j] = (z.value[j] > 0 ? z.value[j] : 0) - shift;
            h.variance[j] = (z.value[j] > 0 ? z.variance[j] : 0) + (shift == 0 ? 0 : U2 * h.value[j] * h.value[j]);
        }
        return h;
    }

    private void backward(Values dOutput) {
        for (int i = layers.length - 1; i >= 0; i--) {
            layers[i].addGradient(dOutput);
            if (i > 0) {
                dOutput = dActivation(layers[i - 1].output, layers[i].dInput(dOutput));
            }
        }
    }

    /** 1 where z is above 0, else 0. Within its own rounding of 0, z may fall on either side: all of it is uncertain. */
    private Values dActivation(Values z, Values dh) {
        Values dz = new Values(z.value.length);
        for (int j = 0; j < dz.value.length; j++) {
            boolean above = z.value[j] > 0;
            boolean kink = z.value[j] * z.value[j] < DEVIATIONS * DEVIATIONS * z.variance[j]; // an exact 0 is none
            dz.value[j] = above ? dh.value[j] : 0;
            double wholeValue = dh.value[j] / DEVIATIONS; // as a deviation, so that the deviations allowed make it up
            dz.variance[j] = kink ? dh.variance[j] + wholeValue * wholeValue : above ? dh.variance[j] : 0;
            kinks += kink ? 1 : 0;
        }
        return dz;
    }

    /** Adds the loss of one example; its gradient with respect to the outputs. */
    private Values dLoss(Values output, int label) {
        return switch (architecture.loss()) {
            case MSE -> dSquaredError(output, label);
            case CROSS_ENTROPY -> dCrossEntropy(output, label);
        };
    }

    /** Adds one example's loss, in double, so that it inherits most of its error; dOutput is rounded to float. */
    private void addLoss(double loss, Values output, Values dOutput) {
        double variance = 0;
        for (int j = 0; j < dOutput.value.length; j++) {
            variance += dOutput.value[j] * dOutput.value[j] * output.variance[j];
            dOutput.variance[j] += U2 * dOutput.value[j] * dOutput.value[j];
        }
        lossSum += loss;
        lossError +=
                DEVIATIONS * Math.sqrt(variance) + 0x1p-52 * lossSum; // two sums are rounded to double, there and here
    }

    private Values dSquaredError(Values output, int label) {
        Values dOutput = new Values(1);
        double difference = output.value[0] - label;
        dOutput.value[0] = 2 * difference;
        dOutput.variance[0] = 4 * output.variance[0];
        addLoss(difference * difference, output, dOutput);
        return dOutput;
    }

    private Values dCrossEntropy(Values output, int label) {
        int classes = output.value.length;
        Values dOutput = new Values(classes);
        double max = Double.NEGATIVE_INFINITY;
        for (double o : output.value) {
            max = Math.max(max, o);
        }
        double sum = 0;
        for (double o : output.value) {
            sum += Math.exp(o - max);
        }
        double spread = 0; // variance of log sum exp, whose derivative is the softmax
        for (int j = 0; j < classes; j++) {
            double p = Math.exp(output.value[j] - max) / sum;
            dOutput.value[j] = p - (j == label ? 1 : 0);
            spread += p * p * output.variance[j];
        }
        for (int j = 0; j < classes; j++) {
            double p = Math.exp(output.value[j] - max) / sum;
            dOutput.variance[j] = p * p * (output.variance[j] + spread); // d softmax_j = p_j (d o_j - d log sum exp)
        }
        addLoss(Math.log(sum) + max - output.value[label], output, dOutput);
        return dOutput;
    }

    /** Numbers, each with the variance of its error. */
    private static final class Values {
        final double[] value;
        final double[] variance;

        Values(int size) {
            value = new double[size];
            variance = new double[size];
        }

        double squares() {
            double sum = 0;
            for (double v : value) {
                sum += v * v;
            }
            return sum;
        }

        double variances() {
            double sum = 0;
            for (double v : variance) {
                sum += v;
            }
            return sum;
        }
    }

    /** One linear layer: parameters, what forward left for backward, and the sums over the examples. */
    private static final class Layer {
        final int in;
        final int out;
        final int weightOffset;
        final int biasOffset;
        final double[] weight; // (in, out)
        final double[] weightTransposed; // (out, in)
        final double[] bias; // (out)
        Values input = new Values(0);
        Values output = new Values(0);

        final double[] blockDWeight; // (in, out), of the block at hand
        final double[] dWeight; // (in, out), of all blocks before
        final double[] blockDBias;
        final double[] dBias;
        double weightError; // bound on the norm of the error of dWeight
        double biasError;

        Layer(Parameters parameters, int number) {
            TensorLayout weightLayout = parameters.architecture().weight(number);
            TensorLayout biasLayout = parameters.architecture().bias(number);
            weightOffset = weightLayout.offset();
            biasOffset = biasLayout.offset();
            in = weightLayout.shape().get(0);
            out = weightLayout.shape().get(1);
            weight = new double[in * out];
            weightTransposed = new double[out * in];
            bias = new double[out];
            for (int k = 0; k < in; k++) {
                for (int j = 0; j < out; j++) {
                    weight[k * out + j] = parameters.values()[weightOffset + k * out + j];
                    weightTransposed[j * in + k] = weight[k * out + j];
                }
            }
            for (int j = 0; j < out; j++) {
                bias[j] = parameters.values()[biasOffset + j];
            }
            blockDWeight = new double[in * out];
            dWeight = new double[in * out];
            blockDBias = new double[out];
            dBias = new double[out];
        }

        /** output_j = sum over k of input_k weight_kj, plus bias_j. */
        void forward(Values x) {
            input = x;
            output = product(x, weight, out);
            for (int j = 0; j < out; j++) {
                output.value[j] += bias[j];
                output.variance[j] += U2 * output.value[j] * output.value[j];
            }
        }

        /** dInput_k = sum over j of dOutput_j weight_kj. */
        Values dInput(Values dOutput) {
            return product(dOutput, weightTransposed, in);
        }

        /** dWeight_kj += input_k dOutput_j, dBias_j += dOutput_j. */
        void addGradient(Values dOutput) {
            for (int k = 0; k < in; k++) {
                double x = input.value[k];
                for (int j = 0; j < out; j++) {
                    blockDWeight[k * out + j] += x * dOutput.value[j];
                }
            }
            for (int j = 0; j < out; j++) {
                blockDBias[j] += dOutput.value[j];
            }
            double variances = input.squares() * dOutput.variances() + input.variances() * dOutput.squares();
            weightError += DEVIATIONS * Math.sqrt(variances);
            biasError += DEVIATIONS * Math.sqrt(dOutput.variances());
        }

        /** What adding up the block's rows in float may add to the errors of its examples. */
        void finishBlock(long alike) {
            weightError += RoundingBound.ofAdding(alike, drain(blockDWeight, dWeight));
            biasError += RoundingBound.ofAdding(alike, drain(blockDBias, dBias));
        }

        /** Moves the block's sums to the total; their norm. */
        private static double drain(double[] block, double[] total) {
            double squares = 0;
            for (int i = 0; i < block.length; i++) {
                total[i] += block[i];
                squares += block[i] * block[i];
                block[i] = 0;
            }
            return Math.sqrt(squares);
        }

        /** y_j = sum over k of x_k w_kj; each product and each partial sum is rounded once. */
        private static Values product(Values x, double[] w, int out) {
            Values y = new Values(out);
            for (int k = 0; k < x.value.length; k++) {
                double value = x.value[k];
                double variance = x.variance[k];
                int row = k * out;
                for (int j = 0; j < out; j++) {
                    double term = value * w[row + j];
                    y.value[j] += term;
                    y.variance[j] += U2 * (term * term + y.value[j] * y.value[j]) + variance * w[row + j] * w[row + j];
                }
            }
            return y;
        }
    }
}
