package io.lockstep.data.table;

import java.util.Arrays;

/** The inputs of one row that are not 0, in ascending order, with its target and weight. It is filled again for each row. */
public final class InputRow {
    private int count;
    private int[] indexes = new int[16];
    private float[] values = new float[16];
    private int unknown;
    int label;
    float[] numbers = new float[0];
    float weight = 1;

    void clear() {
        count = 0;
        unknown = 0;
    }

    void add(int index, float value) {
        if (value == 0) {
            return;
        }
        if (count == indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        indexes[count] = index;
        values[count++] = value;
    }

    /** Counts a word that was not there in training. */
    void addUnknown() {
        unknown++;
    }

    /** Words of the row that were not there in training. */
    public int unknown() {
        return unknown;
    }

    int count() {
        return count;
    }

    int index(int entry) {
        return indexes[entry];
    }

    float value(int entry) {
        return values[entry];
    }
}
