package io.lockstep.data;

import java.util.Arrays;

/**
 * Finite numbers of which most are 0: only the others are stored, in compressed sparse rows.
 *
 * @param columns features of an example
 * @param starts (rows + 1) where each example's entries begin, and last where they end
 * @param indexes (entries) columns, ascending within an example
 * @param values (entries) numbers
 */
public record SparseFeatures(int columns, int[] starts, int[] indexes, float[] values) implements Features {
    private static final long serialVersionUID = 1L;

    public SparseFeatures {
        int entries = starts[starts.length - 1];
        if (starts[0] != 0 || indexes.length != entries || values.length != entries) {
            throw new IllegalArgumentException("sparse features: expected " + entries + " entries, found "
                    + indexes.length + " columns and " + values.length + " values");
        }
    }

    @Override
    public int rows() {
        return starts.length - 1;
    }

    @Override
    public void copyRow(int row, float[] to) {
        Arrays.fill(to, 0, columns, 0);
        for (int entry = starts[row]; entry < starts[row + 1]; entry++) {
            to[indexes[entry]] = values[entry];
        }
    }

    @Override
    public SparseFeatures slice(int from, int end) {
        int[] some = Arrays.copyOfRange(starts, from, end + 1);
        int first = some[0];
        for (int i = 0; i < some.length; i++) {
            some[i] -= first;
        }
        return new SparseFeatures(
                columns,
                some,
                Arrays.copyOfRange(indexes, first, starts[end]),
                Arrays.copyOfRange(values, first, starts[end]));
    }

    @Override
    public String kind() {
        return "sparse";
    }
}
