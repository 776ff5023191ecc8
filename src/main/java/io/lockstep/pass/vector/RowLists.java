package io.lockstep.pass.vector;

/**
 * A left factor of one row, filled again and again: with one row lists are always the fastest, because each entry is multiplied by eight
 * vectors of columns whose chains do not wait for each other.
 */
final class RowLists {
    private final int terms;
    private final int section;
    private final FloatLists lists;
    private int next; // entry
    private int begun; // sections

    RowLists(int terms) {
        this.terms = terms;
        section = Sections.size(terms);
        int[] starts = new int[Sections.count(terms, section) + 1];
        // one more: an entry is written before it is known whether it counts
        lists = new FloatLists(1, terms, section, starts, new char[terms + 1], new float[terms + 1]);
    }

    /** Of all numbers; valid until the next row. */
    FloatLists of(float[] row) {
        char[] places = lists.places();
        float[] values = lists.values();
        int entry = 0;
        for (int s = 0, first = 0; first < terms; s++, first += section) {
            lists.starts()[s] = entry;
            int width = Math.min(section, terms - first);
            for (int k = 0; k < width; k++) {
                float value = row[first + k];
                places[entry] = (char) k;
                values[entry] = value;
                entry += value != 0 ? 1 : 0; // NaN counts
            }
        }
        lists.starts()[lists.starts().length - 1] = entry;
        return lists;
    }

    /** Begins a row of entries. */
    void begin() {
        next = 0;
        begun = 0;
    }

    /** The next entry; terms ascend. */
    void add(int term, float value) {
        beginSections(term / section + 1);
        lists.places()[next] = (char) (term % section);
        lists.values()[next] = value;
        next += value != 0 ? 1 : 0;
    }

    private void beginSections(int end) {
        while (begun < end) {
            lists.starts()[begun++] = next;
        }
    }

    /** Of the entries since {@link #begin}; valid until the next row. */
    FloatLists end() {
        beginSections(lists.starts().length);
        return lists;
    }
}
