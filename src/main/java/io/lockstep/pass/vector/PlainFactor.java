package io.lockstep.pass.vector;

import java.util.Arrays;

/**
 * Products by plain loops: the specification of the order, and what is used where the JVM has no vector module.
 *
 * <p>HotSpot turns such a loop into vector instructions by itself if it has four terms over arrays of their own; not if it has more, nor over
 * one array with several offsets.
 */
final class PlainFactor extends RightFactor {
    private static final int BYTE = 0xff;

    private final float[][] b; // (terms, columns)
    private final float[] sum;

    PlainFactor(int terms, int columns) {
        super(terms, columns);
        b = new float[terms][columns];
        sum = new float[columns];
    }

    @Override
    int stride() {
        return columns;
    }

    @Override
    int columnsThatPayForLists() {
        return 16;
    }

    @Override
    double largestShareOfLists() {
        return 0.75;
    }

    @Override
    boolean isFinite(float[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    void take(float[] from, int offset, int termStride, int columnStride) {
        for (int t = 0; t < terms; t++) {
            for (int j = 0; j < columns; j++) {
                b[t][j] = from[offset + t * termStride + j * columnStride];
            }
        }
    }

    @Override
    void multiplyBytes(ByteLists a, float[] c) {
        char[] entries = a.entries();
        for (int row = 0; row < a.rows(); row++) {
            for (int s = 0; s * a.section() < terms; s++) {
                Arrays.fill(sum, 0);
                int first = s * a.section();
                int e = a.starts()[s * a.rows() + row];
                int end = a.starts()[s * a.rows() + row + 1];
                for (; e + 4 <= end; e += 4) {
                    char e0 = entries[e];
                    char e1 = entries[e + 1];
                    char e2 = entries[e + 2];
                    char e3 = entries[e + 3];
                    add(
                            e0 & BYTE, b[first + (e0 >>> Byte.SIZE)],
                            e1 & BYTE, b[first + (e1 >>> Byte.SIZE)],
                            e2 & BYTE, b[first + (e2 >>> Byte.SIZE)],
                            e3 & BYTE, b[first + (e3 >>> Byte.SIZE)]);
                }
                for (; e < end; e++) {
                    add(entries[e] & BYTE, b[first + (entries[e] >>> Byte.SIZE)]);
                }
                endSection(first, c, row);
            }
        }
    }

    @Override
    void multiplyFloats(FloatLists a, float[] c) {
        char[] places = a.places();
        float[] values = a.values();
        for (int row = 0; row < a.rows(); row++) {
            for (int s = 0; s * a.section() < terms; s++) {
                Arrays.fill(sum, 0);
                int first = s * a.section();
                int e = a.starts()[s * a.rows() + row];
                int end = a.starts()[s * a.rows() + row + 1];
                for (; e + 4 <= end; e += 4) {
                    add(
                            values[e], b[first + places[e]],
                            values[e + 1], b[first + places[e + 1]],
                            values[e + 2], b[first + places[e + 2]],
                            values[e + 3], b[first + places[e + 3]]);
                }
                for (; e < end; e++) {
                    add(values[e], b[first + places[e]]);
                }
                endSection(first, c, row);
            }
        }
    }

    @Override
    void multiplyDense(DenseFactor a, float[] c) {
        float[] values = a.values();
        int step = a.termStride();
        int section = Sections.size(terms);
        for (int row = 0; row < a.rows(); row++) {
            for (int first = 0; first < terms; first += section) {
                Arrays.fill(sum, 0);
                int end = Math.min(terms, first + section);
                int at = a.at(row, first);
                int t = first;
                for (; t + 4 <= end; t += 4, at += 4 * step) {
                    add(
                            values[at], b[t],
                            values[at + step], b[t + 1],
                            values[at + 2 * step], b[t + 2],
                            values[at + 3 * step], b[t + 3]);
                }
                for (; t < end; t++, at += step) {
                    add(values[at], b[t]);
                }
                endSection(first, c, row);
            }
        }
    }

    /** Stores the chains of a first section in a row of c, and adds those of later ones. */
    private void endSection(int first, float[] c, int row) {
        int at = row * columns;
        if (first == 0) {
            System.arraycopy(sum, 0, c, at, columns);
        } else {
            for (int j = 0; j < columns; j++) {
                c[at + j] += sum[j];
            }
        }
    }

    /** One term of each column's chain. */
    private void add(float a0, float[] b0) {
        float[] chain = sum;
        for (int j = 0; j < chain.length; j++) {
            chain[j] = Math.fma(a0, b0[j], chain[j]);
        }
    }

    /** Four terms of each column's chain, one after the other. */
    private void add(float a0, float[] b0, float a1, float[] b1, float a2, float[] b2, float a3, float[] b3) {
        float[] chain = sum;
        for (int j = 0; j < chain.length; j++) {
            chain[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], chain[j]))));
        }
    }
}
