package io.lockstep.pass.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of a factor that are not 0: compressed sparse rows in {@link Sections}.
 *
 * @param rows of the product
 * @param terms of each sum
 * @param section terms in a section, at most 256
 * @param starts (sections, rows) and one more: where each row's entries of a section begin
 * @param entries {@code place in the section << 8 | byte}, ascending within a row
 */
record ByteLists(int rows, int terms, int section, int[] starts, char[] entries) implements LeftFactor {
    private static final long serialVersionUID = 1L;
    private static final int BYTE = 0xff;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Of bytes: (rows, columns). */
    static ByteLists of(byte[] bytes, int columns) {
        int rows = bytes.length / columns;
        int section = Sections.size(columns);
        int sections = Sections.count(columns, section);
        int[] starts = new int[sections * rows + 1];
        char[] entries = new char[count(bytes) + 1]; // an entry is written before it is known whether it counts
        int next = 0;
        for (int s = 0; s < sections; s++) {
            int width = Math.min(section, columns - s * section);
            for (int row = 0; row < rows; row++) {
                starts[s * rows + row] = next;
                int from = row * columns + s * section;
                for (int k = 0; k < width; k++) {
                    int value = bytes[from + k] & BYTE;
                    entries[next] = (char) (k << Byte.SIZE | value);
                    next += value != 0 ? 1 : 0; // no branch: one would be mispredicted at the edge of each stroke
                }
            }
        }
        starts[sections * rows] = next;
        return new ByteLists(rows, columns, section, starts, entries);
    }

    /** How many bytes are not 0. */
    static int count(byte[] bytes) {
        int count = 0;
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, i);
            count +=
                    Long.bitCount((((eight & LOW_BITS) + LOW_BITS) | eight) & ~LOW_BITS); // a byte's highest bit: not 0
        }
        for (; i < bytes.length; i++) {
            count += bytes[i] != 0 ? 1 : 0;
        }
        return count;
    }

    @Override
    public ByteLists transposed() {
        int size = Sections.size(rows);
        int sections = Sections.count(rows, size);
        int[] newStarts = new int[sections * terms + 1];
        char[] newEntries = new char[entries.length];
        int[] next = new int[terms];
        int total = 0;
        for (int s = 0; s < sections; s++) {
            int first = s * size;
            int end = Math.min(rows, first + size);
            Arrays.fill(next, 0);
            visit(first, end, (row, term, value) -> next[term]++);
            for (int term = 0; term < terms; term++) {
                newStarts[s * terms + term] = total;
                int count = next[term];
                next[term] = total;
                total += count;
            }
            visit(
                    first,
                    end,
                    (row, term, value) -> newEntries[next[term]++] = (char) ((row - first) << Byte.SIZE | value));
        }
        newStarts[sections * terms] = total;
        return new ByteLists(terms, rows, size, newStarts, newEntries);
    }

    private interface Visitor {
        void visit(int row, int term, int value);
    }

    /** Visits the entries of some rows; those of a term in the order of the rows. */
    private void visit(int firstRow, int endRow, Visitor visitor) {
        for (int s = 0; s * section < terms; s++) {
            for (int row = firstRow; row < endRow; row++) {
                for (int e = starts[s * rows + row]; e < starts[s * rows + row + 1]; e++) {
                    visitor.visit(row, s * section + (entries[e] >>> Byte.SIZE), entries[e] & BYTE);
                }
            }
        }
    }

    @Override
    public DenseFactor dense() {
        float[] values = new float[Math.multiplyExact(rows, terms)];
        visit(0, rows, (row, term, value) -> values[row * terms + term] = value);
        return DenseFactor.of(values, rows, terms, terms);
    }

    @Override
    public void copyRow(int row, float[] to) {
        Arrays.fill(to, 0, terms, 0);
        visit(row, row + 1, (same, term, value) -> to[term] = value);
    }
}
