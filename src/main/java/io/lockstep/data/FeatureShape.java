package io.lockstep.data;

/** Checks that an array holds whole rows. */
final class FeatureShape {
    private FeatureShape() {}

    static void requireRows(int values, int columns) {
        if (columns < 1 || values % columns != 0) {
            throw new IllegalArgumentException(
                    "features: expected rows of " + columns + " columns, found " + values + " values");
        }
    }
}
