package io.lockstep.network;

import io.lockstep.pass.fused.FusedPass;

/**
 * The loss of each example and its gradient, in one loop over the rows, as a {@link FusedPass} needs them.
 *
 * @param lossSum sum of the examples' losses
 * @param dOutput (rows, out) gradient of each example's loss with respect to its outputs
 */
public record LossHead(double lossSum, float[] dOutput) {

    /** output: (rows, out), labels: (rows). */
    public static LossHead of(Architecture architecture, float[] output, byte[] labels) {
        return switch (architecture.loss()) {
            case MSE -> mse(output, labels);
            case CROSS_ENTROPY -> crossEntropy(output, architecture.outputs(), labels);
        };
    }

    /** loss = (output - label)², dOutput = 2 (output - label). */
    private static LossHead mse(float[] output, byte[] labels) {
        double lossSum = 0;
        float[] dOutput = new float[labels.length];
        for (int row = 0; row < labels.length; row++) {
            double difference = (double) output[row] - (labels[row] & 0xff);
            lossSum += difference * difference;
            dOutput[row] = (float) (2 * difference);
        }
        return new LossHead(lossSum, dOutput);
    }

    /**
     * loss = log sum exp(output) - output[label], dOutput = softmax(output) - onehot(label); the largest output is
     * subtracted first, so that no exponential overflows.
     */
    private static LossHead crossEntropy(float[] output, int classes, byte[] labels) {
        double lossSum = 0;
        float[] dOutput = new float[labels.length * classes];
        double[] exp = new double[classes];
        for (int row = 0; row < labels.length; row++) {
            int first = row * classes;
            int label = labels[row] & 0xff;
            int largest = 0;
            for (int j = 1; j < classes; j++) {
                largest = output[first + j] > output[first + largest] ? j : largest;
            }
            double max = output[first + largest];
            double sum = 0;
            for (int j = 0; j < classes; j++) {
                exp[j] = StrictMath.exp(output[first + j] - max); // StrictMath: the same bits on every machine
                sum += exp[j];
            }
            lossSum += StrictMath.log(sum) - (output[first + label] - max);
            for (int j = 0; j < classes; j++) {
                dOutput[first + j] = (float) (exp[j] / sum - (j == label ? 1 : 0));
            }
        }
        return new LossHead(lossSum, dOutput);
    }
}
