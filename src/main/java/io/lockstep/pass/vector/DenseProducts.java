package io.lockstep.pass.vector;

import static io.lockstep.pass.vector.VectorLoops.LANES;
import static io.lockstep.pass.vector.VectorLoops.SPECIES;
import static io.lockstep.pass.vector.VectorLoops.load;
import static io.lockstep.pass.vector.VectorLoops.zero;

import jdk.incubator.vector.FloatVector;

/**
 * Products with all numbers of a: a tile of c, rows by {@link #PANEL} columns, stays in registers while the terms run.
 *
 * <p>In all methods: {@code from} is where a's rows begin, and {@code b} where the panel's terms do, which are PANEL apart; {@code to} is where c
 * begins, and {@code begin} whether the chains begin with these terms.
 */
final class DenseProducts {
    /** Columns of a tile: two vectors. */
    static final int PANEL = 2 * LANES;
    /** Rows of a tile: with two vectors each they fill the 16 registers of the smallest processors. */
    static final int ROWS = 6;

    private DenseProducts() {}

    /** Six rows of c, {@code stride} apart; the terms of a row of a are contiguous. */
    static void tile(
            DenseFactor a, int from, int terms, float[] panel, int b, float[] c, int to, int stride, boolean begin) {
        float[] values = a.values();
        int a1 = from + a.rowStride();
        int a2 = a1 + a.rowStride();
        int a3 = a2 + a.rowStride();
        int a4 = a3 + a.rowStride();
        int a5 = a4 + a.rowStride();
        int c1 = to + stride;
        int c2 = c1 + stride;
        int c3 = c2 + stride;
        int c4 = c3 + stride;
        int c5 = c4 + stride;
        FloatVector l0 = zero();
        FloatVector r0 = zero();
        FloatVector l1 = zero();
        FloatVector r1 = zero();
        FloatVector l2 = zero();
        FloatVector r2 = zero();
        FloatVector l3 = zero();
        FloatVector r3 = zero();
        FloatVector l4 = zero();
        FloatVector r4 = zero();
        FloatVector l5 = zero();
        FloatVector r5 = zero();
        for (int t = 0; t < terms; t++, b += PANEL) {
            FloatVector left = load(panel, b);
            FloatVector right = load(panel, b + LANES);
            FloatVector p0 = FloatVector.broadcast(SPECIES, values[from + t]);
            l0 = p0.fma(left, l0);
            r0 = p0.fma(right, r0);
            FloatVector p1 = FloatVector.broadcast(SPECIES, values[a1 + t]);
            l1 = p1.fma(left, l1);
            r1 = p1.fma(right, r1);
            FloatVector p2 = FloatVector.broadcast(SPECIES, values[a2 + t]);
            l2 = p2.fma(left, l2);
            r2 = p2.fma(right, r2);
            FloatVector p3 = FloatVector.broadcast(SPECIES, values[a3 + t]);
            l3 = p3.fma(left, l3);
            r3 = p3.fma(right, r3);
            FloatVector p4 = FloatVector.broadcast(SPECIES, values[a4 + t]);
            l4 = p4.fma(left, l4);
            r4 = p4.fma(right, r4);
            FloatVector p5 = FloatVector.broadcast(SPECIES, values[a5 + t]);
            l5 = p5.fma(left, l5);
            r5 = p5.fma(right, r5);
        }
        if (!begin) {
            l0 = load(c, to).add(l0);
            r0 = load(c, to + LANES).add(r0);
            l1 = load(c, c1).add(l1);
            r1 = load(c, c1 + LANES).add(r1);
            l2 = load(c, c2).add(l2);
            r2 = load(c, c2 + LANES).add(r2);
            l3 = load(c, c3).add(l3);
            r3 = load(c, c3 + LANES).add(r3);
            l4 = load(c, c4).add(l4);
            r4 = load(c, c4 + LANES).add(r4);
            l5 = load(c, c5).add(l5);
            r5 = load(c, c5 + LANES).add(r5);
        }
        l0.intoArray(c, to);
        r0.intoArray(c, to + LANES);
        l1.intoArray(c, c1);
        r1.intoArray(c, c1 + LANES);
        l2.intoArray(c, c2);
        r2.intoArray(c, c2 + LANES);
        l3.intoArray(c, c3);
        r3.intoArray(c, c3 + LANES);
        l4.intoArray(c, c4);
        r4.intoArray(c, c4 + LANES);
        l5.intoArray(c, c5);
        r5.intoArray(c, c5 + LANES);
    }

    /** The same where the rows of a term are contiguous: with both in one method, array bounds are checked for each term. */
    static void transposedTile(
            DenseFactor a, int from, int terms, float[] panel, int b, float[] c, int to, int stride, boolean begin) {
        float[] values = a.values();
        int c1 = to + stride;
        int c2 = c1 + stride;
        int c3 = c2 + stride;
        int c4 = c3 + stride;
        int c5 = c4 + stride;
        FloatVector l0 = zero();
        FloatVector r0 = zero();
        FloatVector l1 = zero();
        FloatVector r1 = zero();
        FloatVector l2 = zero();
        FloatVector r2 = zero();
        FloatVector l3 = zero();
        FloatVector r3 = zero();
        FloatVector l4 = zero();
        FloatVector r4 = zero();
        FloatVector l5 = zero();
        FloatVector r5 = zero();
        int step = a.termStride();
        for (int t = 0, at = from; t < terms; t++, at += step, b += PANEL) {
            FloatVector left = load(panel, b);
            FloatVector right = load(panel, b + LANES);
            FloatVector p0 = FloatVector.broadcast(SPECIES, values[at]);
            l0 = p0.fma(left, l0);
            r0 = p0.fma(right, r0);
            FloatVector p1 = FloatVector.broadcast(SPECIES, values[at + 1]);
            l1 = p1.fma(left, l1);
            r1 = p1.fma(right, r1);
            FloatVector p2 = FloatVector.broadcast(SPECIES, values[at + 2]);
            l2 = p2.fma(left, l2);
            r2 = p2.fma(right, r2);
            FloatVector p3 = FloatVector.broadcast(SPECIES, values[at + 3]);
            l3 = p3.fma(left, l3);
            r3 = p3.fma(right, r3);
            FloatVector p4 = FloatVector.broadcast(SPECIES, values[at + 4]);
            l4 = p4.fma(left, l4);
            r4 = p4.fma(right, r4);
            FloatVector p5 = FloatVector.broadcast(SPECIES, values[at + 5]);
            l5 = p5.fma(left, l5);
            r5 = p5.fma(right, r5);
        }
        if (!begin) {
            l0 = load(c, to).add(l0);
            r0 = load(c, to + LANES).add(r0);
            l1 = load(c, c1).add(l1);
            r1 = load(c, c1 + LANES).add(r1);
            l2 = load(c, c2).add(l2);
            r2 = load(c, c2 + LANES).add(r2);
            l3 = load(c, c3).add(l3);
            r3 = load(c, c3 + LANES).add(r3);
            l4 = load(c, c4).add(l4);
            r4 = load(c, c4 + LANES).add(r4);
            l5 = load(c, c5).add(l5);
            r5 = load(c, c5 + LANES).add(r5);
        }
        l0.intoArray(c, to);
        r0.intoArray(c, to + LANES);
        l1.intoArray(c, c1);
        r1.intoArray(c, c1 + LANES);
        l2.intoArray(c, c2);
        r2.intoArray(c, c2 + LANES);
        l3.intoArray(c, c3);
        r3.intoArray(c, c3 + LANES);
        l4.intoArray(c, c4);
        r4.intoArray(c, c4 + LANES);
        l5.intoArray(c, c5);
        r5.intoArray(c, c5 + LANES);
    }

    /** One row of c. */
    static void row(DenseFactor a, int from, int terms, float[] panel, int b, float[] c, int to, boolean begin) {
        float[] values = a.values();
        FloatVector l = zero();
        FloatVector r = zero();
        int step = a.termStride();
        for (int t = 0, at = from; t < terms; t++, at += step, b += PANEL) {
            FloatVector p = FloatVector.broadcast(SPECIES, values[at]);
            l = p.fma(load(panel, b), l);
            r = p.fma(load(panel, b + LANES), r);
        }
        if (!begin) {
            l = load(c, to).add(l);
            r = load(c, to + LANES).add(r);
        }
        l.intoArray(c, to);
        r.intoArray(c, to + LANES);
    }
}
