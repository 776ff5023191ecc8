package io.lockstep.pass.vector;

import java.util.Arrays;

/**
 * The floats of a factor that are not 0: compressed sparse rows in {@link Sections}.
 *
 * @param rows of the product
 * @param terms of each sum
 * @param section terms in a section
 * @param starts (sections, rows) and one more: where each row's entries of a section begin
 * @param places (entries) terms, counted from the beginning of the section, ascending within a row
 * @param values (entries) numbers
 */
record FloatLists(int rows, int terms, int section, int[] starts, char[] places, float[] values) implements LeftFactor {
    private static final long serialVersionUID = 1L;

    /** Of all numbers of a factor. */
    static FloatLists of(DenseFactor all) {
        int rows = all.rows();
        int terms = all.terms();
        int section = Sections.size(terms);
        int sections = Sections.count(terms, section);
        int[] starts = new int[sections * rows + 1];
        char[] places = new char[rows * terms + 1]; // an entry is written before it is known whether it counts
        float[] values = new float[rows * terms + 1];
        int next = 0;
        for (int s = 0; s < sections; s++) {
            int width = Math.min(section, terms - s * section);
            for (int row = 0; row < rows; row++) {
                starts[s * rows + row] = next;
                int from = row * all.rowStride() + s * section * all.termStride();
                for (int k = 0; k < width; k++, from += all.termStride()) {
                    float value = all.values()[from];
                    places[next] = (char) k;
                    values[next] = value;
                    next += value != 0 ? 1 : 0; // NaN counts
                }
            }
        }
        starts[sections * rows] = next;
        return new FloatLists(rows, terms, section, starts, places, values);
    }

    /** The same without unused memory, to be kept. */
    FloatLists trimmed() {
        int entries = starts[starts.length - 1];
        return new FloatLists(
                rows, terms, section, starts, Arrays.copyOf(places, entries), Arrays.copyOf(values, entries));
    }

    @Override
    public FloatLists transposed() {
        return of(dense().transposed());
    }

    @Override
    public DenseFactor dense() {
        float[] all = new float[Math.multiplyExact(rows, terms)];
        float[] row = new float[terms];
        for (int i = 0; i < rows; i++) {
            copyRow(i, row);
            System.arraycopy(row, 0, all, i * terms, terms);
        }
        return DenseFactor.of(all, rows, terms, terms);
    }

    @Override
    public void copyRow(int row, float[] to) {
        Arrays.fill(to, 0, terms, 0);
        for (int s = 0; s * section < terms; s++) {
            for (int e = starts[s * rows + row]; e < starts[s * rows + row + 1]; e++) {
                to[s * section + places[e]] = values[e];
            }
        }
    }
}
