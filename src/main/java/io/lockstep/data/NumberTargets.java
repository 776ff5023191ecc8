package io.lockstep.data;

import java.util.Arrays;

/**
 * One or several numbers for each example.
 *
 * @param columns numbers of an example
 * @param values (rows, columns) row-major, finite
 */
public record NumberTargets(int columns, float[] values) implements Targets {
    private static final long serialVersionUID = 1L;

    public NumberTargets {
        FeatureShape.requireRows(values.length, columns);
    }

    @Override
    public int rows() {
        return values.length / columns;
    }

    @Override
    public double value(int row, int column) {
        return values[row * columns + column];
    }

    @Override
    public NumberTargets slice(int from, int end) {
        return new NumberTargets(columns, Arrays.copyOfRange(values, from * columns, end * columns));
    }
}
