package io.lockstep.data.table;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Features;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.SparseFeatures;
import io.lockstep.data.Targets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The features, targets and weights of some rows, added one row after the other. */
public final class BlockBuilder {
    private final RowFormat format;
    private final byte[] bytes;
    private float[] floats;
    private final int[] starts;
    private int[] indexes;
    private int entries;
    private final int[] labels;
    private final float[] numbers;
    private final float @Nullable [] weights;
    private int row;

    /** For so many rows. */
    BlockBuilder(RowFormat format, int rows) {
        this.format = format;
        int cells = format.kind() == FeatureKind.SPARSE ? 0 : Math.multiplyExact(rows, format.inputs());
        boolean isBytes = format.kind() == FeatureKind.BYTES;
        boolean isSparse = format.kind() == FeatureKind.SPARSE;
        bytes = new byte[isBytes ? cells : 0];
        floats = new float[isSparse ? 16 * rows : isBytes ? 0 : cells];
        indexes = new int[isSparse ? 16 * rows : 0];
        starts = new int[isSparse ? rows + 1 : 0];
        labels = new int[format.numbers() == 0 ? rows : 0];
        numbers = new float[rows * format.numbers()];
        weights = format.weighted() ? new float[rows] : null;
    }

    /** An input of the row that is under way; in ascending order. */
    void put(int index, float value) {
        switch (format.kind()) {
            case BYTES -> bytes[row * format.inputs() + index] = (byte) (int) value;
            case FLOATS -> floats[row * format.inputs() + index] = value;
            case SPARSE -> {
                if (entries == indexes.length) {
                    int more = Math.max(16, entries + (entries >> 1));
                    indexes = Arrays.copyOf(indexes, more);
                    floats = Arrays.copyOf(floats, more);
                }
                indexes[entries] = index;
                floats[entries++] = value;
            }
        }
    }

    void putLabel(int label) {
        labels[row] = label;
    }

    void putNumber(int output, float value) {
        numbers[row * format.numbers() + output] = value;
    }

    void endRow(float weight) {
        if (weights != null) {
            weights[row] = weight;
        }
        row++;
        if (format.kind() == FeatureKind.SPARSE) {
            starts[row] = entries;
        }
    }

    /** Rows that were added. */
    public int rows() {
        return row;
    }

    /** The features of all rows. */
    public Features features() {
        return switch (format.kind()) {
            case BYTES -> new ByteFeatures(format.inputs(), bytes);
            case FLOATS -> new FloatFeatures(format.inputs(), floats);
            case SPARSE ->
                new SparseFeatures(
                        format.inputs(), starts, Arrays.copyOf(indexes, entries), Arrays.copyOf(floats, entries));
        };
    }

    /** Their targets. */
    public Targets targets() {
        return format.numbers() == 0 ? new ClassTargets(labels) : new NumberTargets(format.numbers(), numbers);
    }

    /** Their weights; null where each counts 1. */
    public float @Nullable [] weights() {
        return weights;
    }
}
