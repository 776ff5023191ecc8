package io.lockstep.data;

import java.io.Serializable;

/**
 * How features become inputs of the network: an affine function of each column, part of the network and saved with it.
 *
 * <p>{@link Standardizer} has one mean and standard deviation for all pixels, as in the lesson; {@link ColumnScaling} has those of each
 * column.
 */
public sealed interface Scaling extends Serializable permits Standardizer, ColumnScaling {

    /** The input for a feature. */
    double scale(int column, double feature);

    /** Of {@code input = factor * feature + offset}, which is the same but for rounding. */
    double factor(int column);

    /** Of {@code input = factor * feature + offset}. */
    double offset(int column);

    /** The same features as they are, but for what every network does to them. */
    Scaling unscaled();

    /** The inputs of all examples, each rounded once: (rows, columns). */
    default float[] inputs(Features features) {
        int columns = features.columns();
        float[] inputs = new float[Math.multiplyExact(features.rows(), columns)];
        float[] row = new float[columns];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            for (int k = 0; k < columns; k++) {
                inputs[i * columns + k] = (float) scale(k, row[k]);
            }
        }
        return inputs;
    }
}
