package io.lockstep.data;

import java.util.Arrays;

/**
 * Finite single-precision numbers.
 *
 * @param columns features of an example
 * @param values (rows, columns) row-major
 */
public record FloatFeatures(int columns, float[] values) implements Features {
    private static final long serialVersionUID = 1L;

    public FloatFeatures {
        FeatureShape.requireRows(values.length, columns);
    }

    @Override
    public int rows() {
        return values.length / columns;
    }

    @Override
    public void copyRow(int row, float[] to) {
        System.arraycopy(values, row * columns, to, 0, columns);
    }

    @Override
    public FloatFeatures slice(int from, int end) {
        return new FloatFeatures(columns, Arrays.copyOfRange(values, from * columns, end * columns));
    }

    @Override
    public String kind() {
        return "floats";
    }
}
