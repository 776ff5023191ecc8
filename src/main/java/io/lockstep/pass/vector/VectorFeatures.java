package io.lockstep.pass.vector;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.Features;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.PreparedFeatures;

/**
 * Features as the first layer multiplies them, forward and backward: made when a block is cached, so that steps need not make them.
 *
 * @param kind of the features
 * @param byRow (rows, columns)
 * @param byColumn (columns, rows)
 * @param scaled columns that are scaled before they are multiplied
 * @param unscaled (rows, scaled) their features
 */
record VectorFeatures(String kind, LeftFactor byRow, LeftFactor byColumn, int[] scaled, float[] unscaled)
        implements PreparedFeatures {
    private static final long serialVersionUID = 1L;

    /** Prepares features; returns them as they are if that gains nothing. */
    static Features of(Features features, Folding folding) {
        if (features instanceof PreparedFeatures) {
            return features;
        }
        LeftFactor byRow = new FeatureFactors(folding).of(features);
        boolean isCopy = features instanceof ByteFeatures || folding.scaledColumns().length == 0;
        return byRow instanceof DenseFactor && isCopy
                ? features
                : new VectorFeatures(
                        features.kind(),
                        byRow,
                        byRow.transposed(),
                        folding.scaledColumns(),
                        unscaled(features, folding));
    }

    private static float[] unscaled(Features features, Folding folding) {
        int[] scaled = folding.scaledColumns();
        float[] unscaled = new float[features.rows() * scaled.length];
        float[] row = new float[features.columns()];
        for (int i = 0; i < features.rows() && scaled.length > 0; i++) {
            features.copyRow(i, row);
            for (int s = 0; s < scaled.length; s++) {
                unscaled[i * scaled.length + s] = row[scaled[s]];
            }
        }
        return unscaled;
    }

    @Override
    public int rows() {
        return byRow.rows();
    }

    @Override
    public int columns() {
        return byRow.terms();
    }

    @Override
    public void copyRow(int row, float[] to) {
        byRow.copyRow(row, to);
        for (int s = 0; s < scaled.length; s++) {
            to[scaled[s]] = unscaled[row * scaled.length + s];
        }
    }

    @Override
    public Features slice(int from, int end) {
        int columns = columns();
        float[] values = new float[(end - from) * columns];
        float[] row = new float[columns];
        for (int i = from; i < end; i++) {
            copyRow(i, row);
            System.arraycopy(row, 0, values, (i - from) * columns, columns);
        }
        if (!(byRow instanceof ByteLists)) {
            return new FloatFeatures(columns, values);
        }
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) values[i];
        }
        return new ByteFeatures(columns, bytes);
    }
}
