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

    /** Receives the numbers of a factor. */
    interface Visitor {
        void visit(int row, int term, float value);
    }

    /** Shows the numbers of a factor, in the same order each time: those of a row by ascending term. */
    interface Entries {
        void show(Visitor visitor);
    }

    /** Of entries; zeros among them are left out. */
    static FloatLists of(int rows, int terms, Entries entries) {
        int section = Sections.size(terms);
        int[] starts = new int[Sections.count(terms, section) * rows + 1];
        entries.show((row, term, value) -> starts[term / section * rows + row + 1] += value != 0 ? 1 : 0);
        for (int list = 1; list < starts.length; list++) {
            starts[list] += starts[list - 1];
        }
        int[] next = starts.clone();
        char[] places = new char[starts[starts.length - 1]];
        float[] values = new float[places.length];
        entries.show((row, term, value) -> {
            if (value != 0) {
                int at = next[term / section * rows + row]++;
                places[at] = (char) (term % section);
                values[at] = value;
            }
        });
        return new FloatLists(rows, terms, section, starts, places, values);
    }

    @Override
    public FloatLists transposed() {
        return of(terms, rows, visitor -> {
            for (int list = 0; list + 1 < starts.length; list++) {
                for (int e = starts[list]; e < starts[list + 1]; e++) {
                    visitor.visit(list / rows * section + places[e], list % rows, values[e]);
                }
            }
        });
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
