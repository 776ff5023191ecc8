package io.lockstep.data;

import java.util.Arrays;

/**
 * Whole numbers 0 .. 255, as pixels are.
 *
 * @param columns features of an example
 * @param values (rows, columns) unsigned bytes, row-major
 */
public record ByteFeatures(int columns, byte[] values) implements Features {
    private static final long serialVersionUID = 1L;

    public ByteFeatures {
        FeatureShape.requireRows(values.length, columns);
    }

    @Override
    public int rows() {
        return values.length / columns;
    }

    @Override
    public void copyRow(int row, float[] to) {
        for (int k = 0; k < columns; k++) {
            to[k] = values[row * columns + k] & 0xff;
        }
    }

    @Override
    public ByteFeatures slice(int from, int end) {
        return new ByteFeatures(columns, Arrays.copyOfRange(values, from * columns, end * columns));
    }

    @Override
    public String kind() {
        return "bytes";
    }
}
