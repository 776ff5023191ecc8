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

    /** Six rows of c, {@code stride} apart. */
    static void tile(
            DenseFactor a, int from, int terms, float[] panel, int b, float[] c, int to, int stride, boolean begin) {
        float[] values = a.values();
        int a0 = from;
        int a1 = a0 + a.rowStride();
        int a2 = a1 + a.rowStride();
        int a3 = a2 + a.rowStride();
        int a4 = a3 + a.rowStride();
        int a5 = a4 + a.rowStride();
        int to0 = to;
        int to1 = to0 + stride;
        int to2 = to1 + stride;
        int to3 = to2 + stride;
        int to4 = to3 + stride;
        int to5 = to4 + stride;
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
        for (int t = 0, at = 0; t < terms; t++, at += step, b += PANEL) {
            FloatVector left = load(panel, b);
            FloatVector right = load(panel, b + LANES);
            FloatVector p0 = FloatVector.broadcast(SPECIES, values[a0 + at]);
            l0 = p0.fma(left, l0);
            r0 = p0.fma(right, r0);
            FloatVector p1 = FloatVector.broadcast(SPECIES, values[a1 + at]);
            l1 = p1.fma(left, l1);
            r1 = p1.fma(right, r1);
            FloatVector p2 = FloatVector.broadcast(SPECIES, values[a2 + at]);
            l2 = p2.fma(left, l2);
            r2 = p2.fma(right, r2);
            FloatVector p3 = FloatVector.broadcast(SPECIES, values[a3 + at]);
            l3 = p3.fma(left, l3);
            r3 = p3.fma(right, r3);
            FloatVector p4 = FloatVector.broadcast(SPECIES, values[a4 + at]);
            l4 = p4.fma(left, l4);
            r4 = p4.fma(right, r4);
            FloatVector p5 = FloatVector.broadcast(SPECIES, values[a5 + at]);
            l5 = p5.fma(left, l5);
            r5 = p5.fma(right, r5);
        }
        if (!begin) {
            l0 = load(c, to0).add(l0);
            r0 = load(c, to0 + LANES).add(r0);
            l1 = load(c, to1).add(l1);
            r1 = load(c, to1 + LANES).add(r1);
            l2 = load(c, to2).add(l2);
            r2 = load(c, to2 + LANES).add(r2);
            l3 = load(c, to3).add(l3);
            r3 = load(c, to3 + LANES).add(r3);
            l4 = load(c, to4).add(l4);
            r4 = load(c, to4 + LANES).add(r4);
            l5 = load(c, to5).add(l5);
            r5 = load(c, to5 + LANES).add(r5);
        }
        l0.intoArray(c, to0);
        r0.intoArray(c, to0 + LANES);
        l1.intoArray(c, to1);
        r1.intoArray(c, to1 + LANES);
        l2.intoArray(c, to2);
        r2.intoArray(c, to2 + LANES);
        l3.intoArray(c, to3);
        r3.intoArray(c, to3 + LANES);
        l4.intoArray(c, to4);
        r4.intoArray(c, to4 + LANES);
        l5.intoArray(c, to5);
        r5.intoArray(c, to5 + LANES);
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
