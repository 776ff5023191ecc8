package io.lockstep.data;

import java.util.Arrays;

/**
 * A class for each example.
 *
 * @param labels (rows) positions among the classes, from 0
 */
public record ClassTargets(int[] labels) implements Targets {
    private static final long serialVersionUID = 1L;

    /** Of labels that are unsigned bytes. */
    public static ClassTargets of(byte[] labels) {
        int[] wide = new int[labels.length];
        for (int row = 0; row < wide.length; row++) {
            wide[row] = labels[row] & 0xff;
        }
        return new ClassTargets(wide);
    }

    @Override
    public int rows() {
        return labels.length;
    }

    @Override
    public int columns() {
        return 1;
    }

    @Override
    public double value(int row, int column) {
        return labels[row];
    }

    /** The class of an example. */
    public int label(int row) {
        return labels[row];
    }

    @Override
    public ClassTargets slice(int from, int end) {
        return new ClassTargets(Arrays.copyOfRange(labels, from, end));
    }
}
