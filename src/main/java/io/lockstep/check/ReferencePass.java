package io.lockstep.check;

import static io.lockstep.check.RoundingBound.DEVIATIONS;
import static io.lockstep.check.RoundingBound.UNIT_ROUNDOFF;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.data.Targets;
import io.lockstep.gradient.FixedPoint;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
    private final Scaling scaling;
    private final ReferenceLayer[] layers;
    private double lossSum;
    private double lossError;
    private double weightSum;
    private boolean weighted;
    private long exampleCount;
    private long blockCount;
    private long kinks;
    /** For each layer, how often each of its inputs has occurred, by its hash. */
    private final List<Map<Integer, Integer>> copies = new ArrayList<>();

    ReferencePass(Parameters parameters, Scaling scaling, double roundoffOfFactors) {
        this.architecture = parameters.architecture();
        this.scaling = scaling;
        this.layers = new ReferenceLayer[architecture.layers()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new ReferenceLayer(parameters, i + 1, scaling, roundoffOfFactors);
            copies.add(new HashMap<>());
        }
    }

    /** Adds every example of a block. */
    void add(Block block) {
        Uncertain x = new Uncertain(block.columns());
        float[] features = new float[block.columns()];
        for (ReferenceLayer layer : layers) {
            layer.startBlock(block.rows());
        }
        for (int row = 0; row < block.rows(); row++) {
            block.features().copyRow(row, features);
            for (int k = 0; k < features.length; k++) {
                x.value[k] = input(k, features[k]);
                x.variance[k] = U2 * x.value[k] * x.value[k];
            }
            Uncertain output = forward(x);
            double weight = block.weights() == null ? 1 : block.weights()[row];
            weightSum += weight;
            backward(dLoss(output, block.targets(), row, weight));
            for (int i = 0; i < layers.length; i++) {
                copies.get(i).merge(Arrays.hashCode(layers[i].input.value), 1, Integer::sum);
            }
        }
        weighted |= block.weights() != null;
        exampleCount += block.rows();
        blockCount++;
        for (ReferenceLayer layer : layers) {
            layer.finishBlock();
        }
    }

    /** The scaling in its own words: only its numbers come from elsewhere. */
    private double input(int column, double feature) {
        if (scaling instanceof Standardizer all) {
            return (feature / 256.0 - all.mean()) / all.deviation();
        }
        ColumnScaling each = (ColumnScaling) scaling;
        return (feature - each.means().get(column)) / each.deviations().get(column);
    }

    GradientSum gradientSum(Batch batch) {
        return GradientSum.of(architecture, batch, sum(), lossSum, weightSum, exampleCount);
    }

    /** Of the mean loss. */
    Gradient gradient() {
        double[] mean = sum();
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= weightSum;
        }
        return new Gradient(architecture, mean, lossSum / weightSum, exampleCount, weightSum);
    }

    private double[] sum() {
        double[] gradientSum = new double[architecture.parameterCount()];
        for (ReferenceLayer layer : layers) {
            layer.copyDWeight(gradientSum);
            System.arraycopy(layer.dBias, 0, gradientSum, layer.biasOffset, layer.dBias.length);
        }
        return gradientSum;
    }

    RoundingBound bound(Batch batch) {
        double halfUnits = halfUnits(FixedPoint.ofGradients(batch));
        int mostCopies = copies.stream()
                .mapToInt(of -> Collections.max(of.values()))
                .max()
                .orElseThrow();
        double ofWeights = weighted ? halfUnits(FixedPoint.ofWeights(batch)) / weightSum : 0; // the divisor's own error
        double[] sum = sum();
        List<Double> tensors = new ArrayList<>();
        for (ReferenceLayer layer : layers) {
            int bias = layer.biasOffset;
            int weights = layer.in * layer.out;
            tensors.add((layer.weightError.bound(mostCopies)
                            + layer.unfolding()
                            + Math.sqrt(weights) * halfUnits
                            + ofWeights * norm(sum, layer.weightOffset, weights))
                    / weightSum);
            tensors.add((layer.biasError.bound(mostCopies)
                            + Math.sqrt(layer.out) * halfUnits
                            + ofWeights * norm(sum, bias, layer.out))
                    / weightSum);
        }
        double loss = lossError + halfUnits(FixedPoint.ofLosses(batch)) + ofWeights * lossSum;
        return new RoundingBound(tensors, loss / weightSum, kinks);
    }

    private static double norm(double[] values, int from, int count) {
        double squares = 0;
        for (int i = from; i < from + count; i++) {
            squares += values[i] * values[i];
        }
        return Math.sqrt(squares);
    }

    /** Every block is rounded to whole units, and so is this sum. */
    private double halfUnits(FixedPoint scale) {
        return (blockCount + 1) * scale.value(1) / 2;
    }

    private Uncertain forward(Uncertain x) {
        for (int i = 0; i < layers.length; i++) {
            layers[i].forward(x);
            x = i + 1 < layers.length ? activation(layers[i].output) : layers[i].output;
        }
        return x;
    }

    /** max(z, 0) - shift. */
    private Uncertain activation(Uncertain z) {
        double shift = architecture.activation().shift();
        Uncertain h = new Uncertain(z.value.length);
        for (int j = 0; j < h.value.length; j++) {
            h.value[j] = (z.value[j] > 0 ? z.value[j] : 0) - shift;
            h.variance[j] = (z.value[j] > 0 ? z.variance[j] : 0) + (shift == 0 ? 0 : U2 * h.value[j] * h.value[j]);
        }
        return h;
    }

    private void backward(Uncertain dOutput) {
        long before = kinks;
        double shared = Math.sqrt(layers[0].sharedByFolding());
        for (int i = layers.length - 1; i >= 0; i--) {
            layers[i].addGradient(dOutput, shared, kinks > before);
            if (i > 0) {
                dOutput = dActivation(layers[i - 1].output, layers[i].dInput(dOutput));
            }
        }
    }

    /** 1 where z is above 0, else 0. Within its own rounding of 0, z may fall on either side: all of it is uncertain. */
    private Uncertain dActivation(Uncertain z, Uncertain dh) {
        Uncertain dz = new Uncertain(z.value.length);
        for (int j = 0; j < dz.value.length; j++) {
            boolean above = z.value[j] > 0;
            boolean kink = z.value[j] * z.value[j] < DEVIATIONS * DEVIATIONS * z.variance[j]; // an exact 0 is none
            dz.value[j] = above ? dh.value[j] : 0;
            double wholeValue =
                    dh.value[j] / DEVIATIONS; // as a standard deviation, so that the allowed number of them equals it
            dz.variance[j] = kink ? dh.variance[j] + wholeValue * wholeValue : above ? dh.variance[j] : 0;
            kinks += kink ? 1 : 0;
        }
        return dz;
    }

    /** Adds the loss of one example; its gradient with respect to the outputs. */
    private Uncertain dLoss(Uncertain output, Targets targets, int row, double weight) {
        return switch (architecture.loss()) {
            case MSE -> dSquaredError(output, targets, row, weight);
            case CROSS_ENTROPY -> dCrossEntropy(output, ((ClassTargets) targets).label(row), weight);
        };
    }

    /** Adds one example's loss, in double, so that it inherits most of its error; dOutput is rounded to float. */
    private void addLoss(double loss, Uncertain output, Uncertain dOutput, double weight) {
        double variance = 0;
        int roundings = weight == 1 ? 1 : 2; // to float, and the product with the weight
        for (int j = 0; j < dOutput.value.length; j++) {
            dOutput.value[j] *= weight;
            variance += dOutput.value[j] * dOutput.value[j] * output.variance[j];
            dOutput.variance[j] *= weight * weight;
            dOutput.variance[j] += roundings * U2 * dOutput.value[j] * dOutput.value[j];
        }
        lossSum += weight * loss;
        // Losses hardly cancel: their standard deviations simply add. Two sums are rounded to double, there and here.
        lossError += DEVIATIONS * Math.sqrt(variance) + 0x1p-52 * lossSum;
    }

    private Uncertain dSquaredError(Uncertain output, Targets targets, int row, double weight) {
        int outputs = output.value.length;
        Uncertain dOutput = new Uncertain(outputs);
        double loss = 0;
        for (int j = 0; j < outputs; j++) {
            double difference = output.value[j] - targets.value(row, j);
            loss += difference * difference / outputs;
            dOutput.value[j] = 2 * difference / outputs;
            dOutput.variance[j] = 4 * output.variance[j] / (outputs * outputs);
        }
        addLoss(loss, output, dOutput, weight);
        return dOutput;
    }

    private Uncertain dCrossEntropy(Uncertain output, int label, double weight) {
        int classes = output.value.length;
        Uncertain dOutput = new Uncertain(classes);
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
        addLoss(Math.log(sum) + max - output.value[label], output, dOutput, weight);
        return dOutput;
    }
}
