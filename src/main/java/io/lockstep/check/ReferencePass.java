package io.lockstep.check;

import static io.lockstep.check.RoundingBound.DEVIATIONS;
import static io.lockstep.check.RoundingBound.UNIT_ROUNDOFF;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.data.Standardizer;
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
    private final Standardizer standardizer;
    private final ReferenceLayer[] layers;
    private double lossSum;
    private double lossError;
    private long exampleCount;
    private long blockCount;
    private long kinks;
    /** How often each example has occurred, by its hash. */
    private final Map<Integer, Integer> copies = new HashMap<>();

    ReferencePass(Parameters parameters, Standardizer standardizer, double roundoffOfFactors) {
        this.architecture = parameters.architecture();
        this.standardizer = standardizer;
        this.layers = new ReferenceLayer[architecture.layers()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new ReferenceLayer(parameters, i + 1, roundoffOfFactors);
        }
    }

    /** Adds every example of a block. */
    void add(Block block) {
        Uncertain x = new Uncertain(block.columns());
        for (int row = 0; row < block.rows(); row++) {
            for (int k = 0; k < block.columns(); k++) {
                int pixel = block.pixels()[row * block.columns() + k] & 0xff;
                x.value[k] = (pixel / 256.0 - standardizer.mean()) / standardizer.deviation();
                x.variance[k] = U2 * x.value[k] * x.value[k];
            }
            Uncertain output = forward(x);
            backward(dLoss(output, block.labels()[row] & 0xff));
            copies.merge(31 * Arrays.hashCode(x.value) + block.labels()[row], 1, Integer::sum);
        }
        exampleCount += block.rows();
        blockCount++;
        for (ReferenceLayer layer : layers) {
            layer.finishBlock(block.rows());
        }
    }

    GradientSum gradientSum(Batch batch) {
        return GradientSum.of(architecture, batch, sum(), lossSum, exampleCount);
    }

    /** Of the mean loss. */
    Gradient gradient() {
        double[] mean = sum();
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= exampleCount;
        }
        return new Gradient(architecture, mean, lossSum / exampleCount, exampleCount);
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
        double unit = FixedPoint.forExamples(batch.exampleCount()).value(1);
        double halfUnits = (blockCount + 1) * unit / 2; // every block is rounded to whole units, and so is this sum
        int mostCopies = Collections.max(copies.values());
        List<Double> tensors = new ArrayList<>();
        for (ReferenceLayer layer : layers) {
            tensors.add(
                    (layer.weightError.bound(mostCopies) + Math.sqrt(layer.in * layer.out) * halfUnits) / exampleCount);
            tensors.add((layer.biasError.bound(mostCopies) + Math.sqrt(layer.dBias.length) * halfUnits) / exampleCount);
        }
        return new RoundingBound(tensors, (lossError + halfUnits) / exampleCount, kinks);
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
        for (int i = layers.length - 1; i >= 0; i--) {
            layers[i].addGradient(dOutput, kinks > before);
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
    private Uncertain dLoss(Uncertain output, int label) {
        return switch (architecture.loss()) {
            case MSE -> dSquaredError(output, label);
            case CROSS_ENTROPY -> dCrossEntropy(output, label);
        };
    }

    /** Adds one example's loss, in double, so that it inherits most of its error; dOutput is rounded to float. */
    private void addLoss(double loss, Uncertain output, Uncertain dOutput) {
        double variance = 0;
        for (int j = 0; j < dOutput.value.length; j++) {
            variance += dOutput.value[j] * dOutput.value[j] * output.variance[j];
            dOutput.variance[j] += U2 * dOutput.value[j] * dOutput.value[j];
        }
        lossSum += loss;
        // Losses hardly cancel, so that their standard deviations may simply add; two sums are rounded to double, there
        // and
        // here.
        lossError += DEVIATIONS * Math.sqrt(variance) + 0x1p-52 * lossSum;
    }

    private Uncertain dSquaredError(Uncertain output, int label) {
        Uncertain dOutput = new Uncertain(1);
        double difference = output.value[0] - label;
        dOutput.value[0] = 2 * difference;
        dOutput.variance[0] = 4 * output.variance[0];
        addLoss(difference * difference, output, dOutput);
        return dOutput;
    }

    private Uncertain dCrossEntropy(Uncertain output, int label) {
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
        addLoss(Math.log(sum) + max - output.value[label], output, dOutput);
        return dOutput;
    }
}
