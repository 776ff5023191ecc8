package io.lockstep.pass.vector;

import static io.lockstep.pass.vector.VectorLoops.LANES;
import static io.lockstep.pass.vector.VectorLoops.SPECIES;
import static io.lockstep.pass.vector.VectorLoops.load;
import static io.lockstep.pass.vector.VectorLoops.zero;

import jdk.incubator.vector.FloatVector;

/**
 * Products with lists: a row of c stays in registers while the row's list of a section is read, and each entry adds its number times a row of b.
 * Written out, because HotSpot keeps local variables in registers, and elements of arrays not.
 *
 * <p>In all methods: {@code list} is the first of the section's lists, {@code from} where the section's rows of b begin, {@code to} where c does,
 * {@code stride} lies between rows of c, and {@code begin} is whether the section is the first, whose chains are not added to c but stored.
 */
final class SparseProducts {
    /** Columns of a product with eight vectors. */
    static final int WIDE = 8 * LANES;
    /** Columns of a product with four. */
    static final int NARROW = 4 * LANES;

    /** The bytes as floats. */
    private static final float[] BYTES = new float[256];

    static {
        for (int value = 0; value < BYTES.length; value++) {
            BYTES[value] = value;
        }
    }

    private SparseProducts() {}

    /** Eight vectors of columns; the rows of b are WIDE apart. */
    static void wide(ByteLists a, int list, float[] b, int from, float[] c, int to, int stride, boolean begin) {
        int[] starts = a.starts();
        char[] entries = a.entries();
        for (int row = 0; row < a.rows(); row++, to += stride) {
            int e = starts[list + row];
            int end = starts[list + row + 1];
            if (e == end && !begin) {
                continue;
            }
            FloatVector c0 = zero();
            FloatVector c1 = zero();
            FloatVector c2 = zero();
            FloatVector c3 = zero();
            FloatVector c4 = zero();
            FloatVector c5 = zero();
            FloatVector c6 = zero();
            FloatVector c7 = zero();
            for (; e < end; e++) {
                char entry = entries[e];
                FloatVector p = FloatVector.broadcast(SPECIES, BYTES[entry & 0xff]);
                int t = from + (entry >>> Byte.SIZE) * WIDE;
                c0 = p.fma(load(b, t), c0);
                c1 = p.fma(load(b, t + LANES), c1);
                c2 = p.fma(load(b, t + 2 * LANES), c2);
                c3 = p.fma(load(b, t + 3 * LANES), c3);
                c4 = p.fma(load(b, t + 4 * LANES), c4);
                c5 = p.fma(load(b, t + 5 * LANES), c5);
                c6 = p.fma(load(b, t + 6 * LANES), c6);
                c7 = p.fma(load(b, t + 7 * LANES), c7);
            }
            if (!begin) {
                c0 = load(c, to).add(c0);
                c1 = load(c, to + LANES).add(c1);
                c2 = load(c, to + 2 * LANES).add(c2);
                c3 = load(c, to + 3 * LANES).add(c3);
                c4 = load(c, to + 4 * LANES).add(c4);
                c5 = load(c, to + 5 * LANES).add(c5);
                c6 = load(c, to + 6 * LANES).add(c6);
                c7 = load(c, to + 7 * LANES).add(c7);
            }
            c0.intoArray(c, to);
            c1.intoArray(c, to + LANES);
            c2.intoArray(c, to + 2 * LANES);
            c3.intoArray(c, to + 3 * LANES);
            c4.intoArray(c, to + 4 * LANES);
            c5.intoArray(c, to + 5 * LANES);
            c6.intoArray(c, to + 6 * LANES);
            c7.intoArray(c, to + 7 * LANES);
        }
    }

    /** Four vectors of columns; the rows of b are NARROW apart. */
    static void narrow(ByteLists a, int list, float[] b, int from, float[] c, int to, int stride, boolean begin) {
        int[] starts = a.starts();
        char[] entries = a.entries();
        for (int row = 0; row < a.rows(); row++, to += stride) {
            int e = starts[list + row];
            int end = starts[list + row + 1];
            if (e == end && !begin) {
                continue;
            }
            FloatVector c0 = zero();
            FloatVector c1 = zero();
            FloatVector c2 = zero();
            FloatVector c3 = zero();
            for (; e < end; e++) {
                char entry = entries[e];
                FloatVector p = FloatVector.broadcast(SPECIES, BYTES[entry & 0xff]);
                int t = from + (entry >>> Byte.SIZE) * NARROW;
                c0 = p.fma(load(b, t), c0);
                c1 = p.fma(load(b, t + LANES), c1);
                c2 = p.fma(load(b, t + 2 * LANES), c2);
                c3 = p.fma(load(b, t + 3 * LANES), c3);
            }
            if (!begin) {
                c0 = load(c, to).add(c0);
                c1 = load(c, to + LANES).add(c1);
                c2 = load(c, to + 2 * LANES).add(c2);
                c3 = load(c, to + 3 * LANES).add(c3);
            }
            c0.intoArray(c, to);
            c1.intoArray(c, to + LANES);
            c2.intoArray(c, to + 2 * LANES);
            c3.intoArray(c, to + 3 * LANES);
        }
    }

    /** The same of floats. */
    static void wide(FloatLists a, int list, float[] b, int from, float[] c, int to, int stride, boolean begin) {
        int[] starts = a.starts();
        char[] places = a.places();
        float[] values = a.values();
        for (int row = 0; row < a.rows(); row++, to += stride) {
            int e = starts[list + row];
            int end = starts[list + row + 1];
            if (e == end && !begin) {
                continue;
            }
            FloatVector c0 = zero();
            FloatVector c1 = zero();
            FloatVector c2 = zero();
            FloatVector c3 = zero();
            FloatVector c4 = zero();
            FloatVector c5 = zero();
            FloatVector c6 = zero();
            FloatVector c7 = zero();
            for (; e < end; e++) {
                FloatVector p = FloatVector.broadcast(SPECIES, values[e]);
                int t = from + places[e] * WIDE;
                c0 = p.fma(load(b, t), c0);
                c1 = p.fma(load(b, t + LANES), c1);
                c2 = p.fma(load(b, t + 2 * LANES), c2);
                c3 = p.fma(load(b, t + 3 * LANES), c3);
                c4 = p.fma(load(b, t + 4 * LANES), c4);
                c5 = p.fma(load(b, t + 5 * LANES), c5);
                c6 = p.fma(load(b, t + 6 * LANES), c6);
                c7 = p.fma(load(b, t + 7 * LANES), c7);
            }
            if (!begin) {
                c0 = load(c, to).add(c0);
                c1 = load(c, to + LANES).add(c1);
                c2 = load(c, to + 2 * LANES).add(c2);
                c3 = load(c, to + 3 * LANES).add(c3);
                c4 = load(c, to + 4 * LANES).add(c4);
                c5 = load(c, to + 5 * LANES).add(c5);
                c6 = load(c, to + 6 * LANES).add(c6);
                c7 = load(c, to + 7 * LANES).add(c7);
            }
            c0.intoArray(c, to);
            c1.intoArray(c, to + LANES);
            c2.intoArray(c, to + 2 * LANES);
            c3.intoArray(c, to + 3 * LANES);
            c4.intoArray(c, to + 4 * LANES);
            c5.intoArray(c, to + 5 * LANES);
            c6.intoArray(c, to + 6 * LANES);
            c7.intoArray(c, to + 7 * LANES);
        }
    }

    /** The same of floats. */
    static void narrow(FloatLists a, int list, float[] b, int from, float[] c, int to, int stride, boolean begin) {
        int[] starts = a.starts();
        char[] places = a.places();
        float[] values = a.values();
        for (int row = 0; row < a.rows(); row++, to += stride) {
            int e = starts[list + row];
            int end = starts[list + row + 1];
            if (e == end && !begin) {
                continue;
            }
            FloatVector c0 = zero();
            FloatVector c1 = zero();
            FloatVector c2 = zero();
            FloatVector c3 = zero();
            for (; e < end; e++) {
                FloatVector p = FloatVector.broadcast(SPECIES, values[e]);
                int t = from + places[e] * NARROW;
                c0 = p.fma(load(b, t), c0);
                c1 = p.fma(load(b, t + LANES), c1);
                c2 = p.fma(load(b, t + 2 * LANES), c2);
                c3 = p.fma(load(b, t + 3 * LANES), c3);
            }
            if (!begin) {
                c0 = load(c, to).add(c0);
                c1 = load(c, to + LANES).add(c1);
                c2 = load(c, to + 2 * LANES).add(c2);
                c3 = load(c, to + 3 * LANES).add(c3);
            }
            c0.intoArray(c, to);
            c1.intoArray(c, to + LANES);
            c2.intoArray(c, to + 2 * LANES);
            c3.intoArray(c, to + 3 * LANES);
        }
    }
}
