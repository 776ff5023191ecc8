package io.lockstep.pass.vector;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.Features;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.SparseFeatures;

/** Features as left factors of the first layer's products, {@code (rows, columns)}: as lists where few are not 0. */
final class FeatureFactors {
    /** With at most this share of numbers that are not 0, lists are smaller than all numbers, and faster. */
    private static final double LARGEST_SHARE = 1.0 / 3;

    private static final int BYTE = 0xff;

    private final Folding folding;
    private float[] buffer = new float[0];

    FeatureFactors(Folding folding) {
        this.folding = folding;
    }

    /** Of any features; valid until the next call. */
    LeftFactor of(Features features) {
        if (features instanceof VectorFeatures prepared) {
            return prepared.byRow();
        }
        if (features instanceof SparseFeatures sparse) {
            return lists(sparse);
        }
        if (features instanceof ByteFeatures bytes && folding.scaledColumns().length == 0) {
            return ByteLists.count(bytes.values()) <= LARGEST_SHARE * bytes.values().length
                    ? ByteLists.of(bytes.values(), bytes.columns())
                    : all(features);
        }
        DenseFactor all = all(features);
        return all.share() <= LARGEST_SHARE ? FloatLists.of(all) : all;
    }

    private DenseFactor all(Features features) {
        int columns = features.columns();
        if (features instanceof FloatFeatures floats && folding.scaledColumns().length == 0) {
            return DenseFactor.of(floats.values(), floats.rows(), columns, columns);
        }
        int size = Math.multiplyExact(features.rows(), columns);
        if (buffer.length < size) {
            buffer = new float[size];
        }
        if (features instanceof ByteFeatures bytes) {
            for (int i = 0; i < size; i++) {
                buffer[i] = bytes.values()[i] & BYTE;
            }
        } else {
            float[] row = new float[columns];
            for (int i = 0; i < features.rows(); i++) {
                features.copyRow(i, row);
                System.arraycopy(row, 0, buffer, i * columns, columns);
            }
        }
        for (int k : folding.scaledColumns()) {
            for (int i = k; i < size; i += columns) {
                buffer[i] = folding.scaled(k, buffer[i]);
            }
        }
        return DenseFactor.of(buffer, features.rows(), columns, columns);
    }

    /** The entries, and the numbers of columns that are scaled before, of which a 0 becomes another number. */
    private FloatLists lists(SparseFeatures sparse) {
        int[] scaled = folding.scaledColumns();
        return FloatLists.of(sparse.rows(), sparse.columns(), visitor -> {
            for (int row = 0; row < sparse.rows(); row++) {
                int next = 0;
                for (int e = sparse.starts()[row]; e < sparse.starts()[row + 1]; e++) {
                    int column = sparse.indexes()[e];
                    for (; next < scaled.length && scaled[next] < column; next++) {
                        visitor.visit(row, scaled[next], folding.scaled(scaled[next], 0));
                    }
                    float value = sparse.values()[e];
                    if (next < scaled.length && scaled[next] == column) {
                        next++;
                        value = folding.scaled(column, value);
                    }
                    visitor.visit(row, column, value);
                }
                for (; next < scaled.length; next++) {
                    visitor.visit(row, scaled[next], folding.scaled(scaled[next], 0));
                }
            }
        });
    }
}
