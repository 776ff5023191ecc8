package io.lockstep.data.table;

import io.lockstep.data.Features;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.SparseFeatures;
import java.util.Arrays;

/** The inputs of one row that are not 0, in ascending order, with its target and weight. It is filled again for each row. */
public final class InputRow {
    private static final int LARGEST_DENSE = 4096; // inputs; the kind changes memory, never a result

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

    /** The inputs as features of one example. */
    public Features features(int inputs) {
        if (inputs > LARGEST_DENSE) {
            int[] starts = {0, count};
            return new SparseFeatures(inputs, starts, Arrays.copyOf(indexes, count), Arrays.copyOf(values, count));
        }
        float[] all = new float[inputs];
        for (int entry = 0; entry < count; entry++) {
            all[indexes[entry]] = values[entry];
        }
        return new FloatFeatures(inputs, all);
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
