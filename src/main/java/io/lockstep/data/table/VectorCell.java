package io.lockstep.data.table;

import java.util.ArrayList;
import java.util.List;

/** The numbers in one array or vector of one row; NaN is one that is missing. It is filled again for each row. */
public final class VectorCell {
    private static final int SHOWN = 3;
    private boolean isMissing;
    private int size;
    private int count;
    private boolean isDense;
    private int[] indexes = new int[0];
    private double[] values = new double[0];

    /** No array. */
    public void setMissing() {
        isMissing = true;
        size = 0;
        count = 0;
    }

    /** All numbers of an array, to be {@link #put}. */
    public void setDense(int length) {
        isMissing = false;
        isDense = true;
        size = length;
        count = length;
        values = values.length < length ? new double[length] : values;
    }

    /** Only some numbers, to be {@link #put}; the others are 0. */
    public void setSparse(int length, int entries) {
        setDense(entries);
        isDense = false;
        size = length;
        indexes = indexes.length < entries ? new int[entries] : indexes;
    }

    /** The number of an entry of a dense array. */
    public void put(int entry, double value) {
        values[entry] = value;
    }

    /** An entry of a sparse one, in the order of their indexes. */
    public void put(int entry, int index, double value) {
        indexes[entry] = index;
        values[entry] = value;
    }

    boolean isMissing() {
        return isMissing;
    }

    /** Length of the array. */
    int size() {
        return size;
    }

    /** Whether all its numbers are stored. */
    boolean isDense() {
        return isDense;
    }

    /** Entries that are stored. */
    int count() {
        return count;
    }

    /** Position of an entry in the array. */
    int index(int entry) {
        return isDense ? entry : indexes[entry];
    }

    /** Its number. */
    double number(int entry) {
        return values[entry];
    }

    /** For messages: its first numbers, the same for all ways to store them. */
    @Override
    public String toString() {
        if (isMissing) {
            return "nothing";
        }
        List<String> first = new ArrayList<>();
        int entry = 0;
        for (int element = 0; element < Math.min(size, SHOWN); element++) {
            while (entry < count && index(entry) < element) {
                entry++;
            }
            first.add(NumberText.canonical(entry < count && index(entry) == element ? values[entry] : 0));
        }
        return "[" + String.join(", ", first) + (size > SHOWN ? ", ...]" : "]");
    }
}
