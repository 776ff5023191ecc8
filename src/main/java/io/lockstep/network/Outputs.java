package io.lockstep.network;

/**
 * The outputs of the last layer for some examples, with the predictions and losses. This object owns the array, which is
 * never modified.
 *
 * @param loss which says what the outputs mean
 * @param columns outputs of an example
 * @param values (rows, columns)
 */
public record Outputs(Loss loss, int columns, float[] values) {
    private static final int LARGEST_LABEL = 255;

    /** Number of examples. */
    public int rows() {
        return values.length / columns;
    }

    /** The largest label that can be predicted. */
    public int largestLabel() {
        return loss == Loss.MSE ? LARGEST_LABEL : columns - 1;
    }

    /** The predicted class: the first of the largest outputs, or the label nearest to the single output. */
    public int predicted(int row) {
        int first = row * columns;
        if (loss == Loss.MSE) {
            return (int) Math.max(0, Math.min(Math.floor(values[first] + 0.5), LARGEST_LABEL));
        }
        int largest = 0;
        for (int j = 1; j < columns; j++) {
            largest = values[first + j] > values[first + largest] ? j : largest;
        }
        return largest;
    }

    /** The softmax of an example's outputs, or its single output: (columns). */
    public double[] probabilities(int row) {
        double[] outputs = new double[columns];
        for (int j = 0; j < columns; j++) {
            outputs[j] = values[row * columns + j];
        }
        if (loss == Loss.CROSS_ENTROPY) {
            softmax(outputs);
        }
        return outputs;
    }

    /** Replaces an example's outputs by their softmax; the largest is subtracted first, so that no exponential overflows. */
    public static void softmax(double[] outputs) {
        double largest = outputs[0];
        for (double output : outputs) {
            largest = output > largest ? output : largest;
        }
        double sum = 0;
        for (int j = 0; j < outputs.length; j++) {
            outputs[j] = StrictMath.exp(outputs[j] - largest);
            sum += outputs[j];
        }
        for (int j = 0; j < outputs.length; j++) {
            outputs[j] /= sum;
        }
    }

    /** The loss of an example with this label. */
    public double loss(int row, int label) {
        double[] values = shifted(row);
        if (loss == Loss.MSE) {
            return (values[0] - label) * (values[0] - label);
        }
        double sum = 0;
        for (double value : values) {
            sum += StrictMath.exp(value);
        }
        return StrictMath.log(sum) - values[label];
    }

    /** The outputs of a row less the largest of them, so that no exponential overflows; a single one as it is. */
    private double[] shifted(int row) {
        double[] shifted = new double[columns];
        double largest = loss == Loss.MSE ? 0 : values[row * columns + predicted(row)];
        for (int j = 0; j < columns; j++) {
            shifted[j] = values[row * columns + j] - largest;
        }
        return shifted;
    }
}
