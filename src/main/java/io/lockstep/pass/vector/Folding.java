package io.lockstep.pass.vector;

import io.lockstep.data.Scaling;
import java.util.stream.IntStream;

/**
 * A scaling, {@code input = factor * feature + offset} in each column, as the first layer applies it.
 *
 * <p>A column is folded where its offset is at most 1: its features are multiplied as they are, so that zeros stay zeros and bytes bytes, by
 * {@code factor * weight}, and {@code offset * weight} goes into the bias. Another column is scaled before, because its offset would cancel
 * in every sum and leave few digits. That costs no zeros: a column with the share q of numbers that are not 0 has
 * {@code (mean / standard deviation)² <= q / (1 - q)}, by Cauchy and Schwarz, so an offset above 1 means that more than half are not 0.
 */
final class Folding {
    private static final double LARGEST_OFFSET = 1;

    private final Scaling scaling;
    private final int[] scaledColumns;
    private final float[] factors;
    private final float[] offsets;

    Folding(Scaling scaling, int columns) {
        this.scaling = scaling;
        factors = new float[columns];
        offsets = new float[columns];
        for (int k = 0; k < columns; k++) {
            double offset = scaling.offset(k);
            boolean folded = Math.abs(offset) <= LARGEST_OFFSET;
            factors[k] = folded ? (float) scaling.factor(k) : 1;
            offsets[k] = folded ? (float) offset : 0;
        }
        scaledColumns = IntStream.range(0, columns)
                .filter(k -> Math.abs(scaling.offset(k)) > LARGEST_OFFSET)
                .toArray();
    }

    /** The columns that are scaled before they are multiplied, ascending. */
    int[] scaledColumns() {
        return scaledColumns;
    }

    /** What a feature of such a column is multiplied as. */
    float scaled(int column, float feature) {
        return (float) scaling.scale(column, feature);
    }

    /** Of the weights of a column. */
    float factor(int column) {
        return factors[column];
    }

    /** What a column adds to the bias, per weight. */
    float offset(int column) {
        return offsets[column];
    }
}
