package io.lockstep.train;

/** Checks the range of a number in a setting. */
final class Setting {
    private Setting() {}

    static void requirePositive(String name, double value) {
        require(name, value, value > 0 && value < Double.POSITIVE_INFINITY, "a finite number above 0");
    }

    static void requireNotNegative(String name, double value) {
        require(name, value, value >= 0 && value < Double.POSITIVE_INFINITY, "a finite number of at least 0");
    }

    /** A number from 0 to below 1. */
    static void requireShare(String name, double value) {
        require(name, value, value >= 0 && value < 1, "a number from 0 to below 1");
    }

    private static void require(String name, double value, boolean holds, String expected) {
        if (!holds) { // NaN is in no range
            throw new IllegalArgumentException("%s: expected %s, found %s".formatted(name, expected, value));
        }
    }
}
