package io.lockstep.pass.vector;

import io.lockstep.data.ClassTargets;
import io.lockstep.data.Targets;
import io.lockstep.network.Architecture;
import org.jspecify.annotations.Nullable;

/**
 * The loss of each example and its gradient, in one loop over the rows, as the passes in Java need them.
 *
 * @param lossSum sum of the examples' losses
 * @param dOutput (rows, out) gradient of each example's loss with respect to its outputs
 */
record LossHead(double lossSum, float[] dOutput) {

    /**
     * output: (rows, out), targets: (rows) classes or (rows, out) numbers, weights: (rows) or null where each example counts 1.
     *
     * @param stride from one row of the outputs to the next, and of their gradients
     */
    static LossHead of(
            Architecture architecture, float[] output, int stride, Targets targets, float @Nullable [] weights) {
        LossHead head = switch (architecture.loss()) {
            case MSE -> mse(output, architecture.outputs(), stride, targets, weights);
            case CROSS_ENTROPY -> crossEntropy(output, architecture.outputs(), stride, (ClassTargets) targets, weights);
        };
        if (weights != null) {
            head.weigh(stride, weights);
        }
        return head;
    }

    /** weight * dOutput, rounded once more. */
    private void weigh(int stride, float[] weights) {
        for (int i = 0; i < weights.length * stride; i++) {
            dOutput[i] *= weights[i / stride];
        }
    }

    private static double weight(float @Nullable [] weights, int row) {
        return weights == null ? 1 : weights[row];
    }

    /** loss = mean over the outputs of (output - target)², dOutput = 2 (output - target) / outputs. */
    private static LossHead mse(float[] output, int outputs, int stride, Targets targets, float @Nullable [] weights) {
        double lossSum = 0;
        float[] dOutput = new float[targets.rows() * stride];
        for (int row = 0; row < targets.rows(); row++) {
            double loss = 0;
            for (int j = 0; j < outputs; j++) {
                double difference = output[row * stride + j] - targets.value(row, j);
                loss += difference * difference;
                dOutput[row * stride + j] = (float) (2 * difference / outputs);
            }
            lossSum += weight(weights, row) * (loss / outputs);
        }
        return new LossHead(lossSum, dOutput);
    }

    /**
     * loss = log sum exp(output) - output[label], dOutput = softmax(output) - onehot(label); the largest output is
     * subtracted first, so that no exponential overflows.
     */
    private static LossHead crossEntropy(
            float[] output, int classes, int stride, ClassTargets targets, float @Nullable [] weights) {
        double lossSum = 0;
        float[] dOutput = new float[targets.rows() * stride];
        double[] exp = new double[classes];
        for (int row = 0; row < targets.rows(); row++) {
            int first = row * stride;
            int label = targets.label(row);
            int largest = 0;
            for (int j = 1; j < classes; j++) {
                largest = output[first + j] > output[first + largest] ? j : largest;
            }
            double max = output[first + largest];
            double sum = 0;
            for (int j = 0; j < classes; j++) {
                exp[j] = Exponential.exp(output[first + j] - max);
                sum += exp[j];
            }
            lossSum += weight(weights, row) * (StrictMath.log(sum) - (output[first + label] - max));
            for (int j = 0; j < classes; j++) {
                dOutput[first + j] = (float) (exp[j] / sum - (j == label ? 1 : 0));
            }
        }
        return new LossHead(lossSum, dOutput);
    }
}
