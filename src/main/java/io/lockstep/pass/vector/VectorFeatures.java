package io.lockstep.pass.vector;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.Features;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.PreparedFeatures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    /** The largest share of numbers that are not 0 with which lists are smaller and faster than all numbers. */
    private static final double LARGEST_SHARE = 1.0 / 3;

    /** Prepares features; returns them as they are if that gains nothing. */
    static Features of(Features features, Folding folding) {
        if (features instanceof ByteFeatures bytes) {
            ByteLists lists = lists(bytes, folding);
            return lists == null ? features : of("bytes", lists);
        }
        if (features instanceof PreparedFeatures) {
            return features;
        }
        int[] scaled = scaledColumns(features, folding);
        DenseFactor terms = terms(features, folding, new float[0]);
        boolean few = terms.share(terms.rows()) <= LARGEST_SHARE;
        if (!few && scaled.length == 0 && features instanceof FloatFeatures) {
            return features;
        }
        float[] unscaled = new float[features.rows() * scaled.length];
        float[] row = new float[features.columns()];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            for (int s = 0; s < scaled.length; s++) {
                unscaled[i * scaled.length + s] = row[scaled[s]];
            }
        }
        if (!few) {
            return new VectorFeatures(features.kind(), terms, terms.transposed(), scaled, unscaled);
        }
        FloatLists lists = FloatLists.of(terms).trimmed();
        return new VectorFeatures(features.kind(), lists, lists.transposed().trimmed(), scaled, unscaled);
    }

    /** The bytes that are not 0; null if that gains nothing, even where it is used only once. */
    static @Nullable ByteLists lists(ByteFeatures bytes, Folding folding) {
        boolean few = ByteLists.count(bytes.values()) <= LARGEST_SHARE * bytes.values().length;
        return few && scaledColumns(bytes, folding).length == 0 ? ByteLists.of(bytes.values(), bytes.columns()) : null;
    }

    private static VectorFeatures of(String kind, LeftFactor byRow) {
        return new VectorFeatures(kind, byRow, byRow.transposed(), new int[0], new float[0]);
    }

    private static int[] scaledColumns(Features features, Folding folding) {
        List<Integer> scaled = new ArrayList<>();
        for (int k = 0; k < features.columns(); k++) {
            if (!folding.isFolded(k)) {
                scaled.add(k);
            }
        }
        return scaled.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * All numbers that the first layer multiplies: (rows, columns).
     *
     * @param buffer filled if it is large enough
     */
    static DenseFactor terms(Features features, Folding folding, float[] buffer) {
        int columns = features.columns();
        int rows = features.rows();
        int size = Math.multiplyExact(rows, columns);
        float[] values = buffer.length < size ? new float[size] : buffer;
        if (features instanceof ByteFeatures bytes) {
            for (int i = 0; i < size; i++) {
                values[i] = bytes.values()[i] & 0xff;
            }
        } else {
            float[] row = new float[columns];
            for (int i = 0; i < rows; i++) {
                features.copyRow(i, row);
                System.arraycopy(row, 0, values, i * columns, columns);
            }
        }
        for (int k = 0; k < columns; k++) {
            if (!folding.isFolded(k)) {
                for (int i = k; i < size; i += columns) {
                    values[i] = folding.term(k, values[i]);
                }
            }
        }
        return DenseFactor.of(values, rows, columns, columns);
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
        float[] values = new float[(end - from) * columns()];
        float[] row = new float[columns()];
        for (int i = from; i < end; i++) {
            copyRow(i, row);
            System.arraycopy(row, 0, values, (i - from) * columns(), columns());
        }
        if (byRow instanceof ByteLists) {
            byte[] bytes = new byte[values.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (int) values[i];
            }
            return new ByteFeatures(columns(), bytes);
        }
        return new FloatFeatures(columns(), values);
    }
}
