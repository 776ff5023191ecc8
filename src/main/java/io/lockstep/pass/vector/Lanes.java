package io.lockstep.pass.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** inner loops */
final class Lanes {
    static final VectorSpecies<Float> SPECIES = switch (Integer.getInteger("lockstep.vector-bits", 0)) {
        case 128 -> FloatVector.SPECIES_128;
        case 256 -> FloatVector.SPECIES_256;
        case 512 -> FloatVector.SPECIES_512;
        default -> FloatVector.SPECIES_PREFERRED;
    };
    static final int LANES = SPECIES.length();
    static final float[] BYTES = new float[256];

    static {
        for (int value = 0; value < BYTES.length; value++) {
            BYTES[value] = value;
        }
    }

    private Lanes() {}

    static void gather8(
            char[] entries,
            int[] starts,
            int list,
            int lists,
            float[] right,
            int from,
            float[] c,
            int to,
            int stride,
            boolean begin) {
        for (int i = 0; i < lists; i++, to += stride) {
            int e = starts[list + i];
            int end = starts[list + i + 1];
            if (e == end && !begin) {
                continue;
            }
            FloatVector c0, c1, c2, c3, c4, c5, c6, c7;
            if (begin) {
                c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = FloatVector.zero(SPECIES);
            } else {
                c0 = FloatVector.fromArray(SPECIES, c, to);
                c1 = FloatVector.fromArray(SPECIES, c, to + LANES);
                c2 = FloatVector.fromArray(SPECIES, c, to + 2 * LANES);
                c3 = FloatVector.fromArray(SPECIES, c, to + 3 * LANES);
                c4 = FloatVector.fromArray(SPECIES, c, to + 4 * LANES);
                c5 = FloatVector.fromArray(SPECIES, c, to + 5 * LANES);
                c6 = FloatVector.fromArray(SPECIES, c, to + 6 * LANES);
                c7 = FloatVector.fromArray(SPECIES, c, to + 7 * LANES);
            }
            for (; e < end; e++) {
                int entry = entries[e];
                FloatVector p = FloatVector.broadcast(SPECIES, BYTES[entry & 0xff]);
                int b = from + (entry >>> Byte.SIZE) * 8 * LANES;
                c0 = p.fma(FloatVector.fromArray(SPECIES, right, b), c0);
                c1 = p.fma(FloatVector.fromArray(SPECIES, right, b + LANES), c1);
                c2 = p.fma(FloatVector.fromArray(SPECIES, right, b + 2 * LANES), c2);
                c3 = p.fma(FloatVector.fromArray(SPECIES, right, b + 3 * LANES), c3);
                c4 = p.fma(FloatVector.fromArray(SPECIES, right, b + 4 * LANES), c4);
                c5 = p.fma(FloatVector.fromArray(SPECIES, right, b + 5 * LANES), c5);
                c6 = p.fma(FloatVector.fromArray(SPECIES, right, b + 6 * LANES), c6);
                c7 = p.fma(FloatVector.fromArray(SPECIES, right, b + 7 * LANES), c7);
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

    static void gather4(
            char[] entries,
            int[] starts,
            int list,
            int lists,
            float[] right,
            int from,
            float[] c,
            int to,
            int stride,
            boolean begin) {
        for (int i = 0; i < lists; i++, to += stride) {
            int e = starts[list + i];
            int end = starts[list + i + 1];
            if (e == end && !begin) {
                continue;
            }
            FloatVector c0, c1, c2, c3;
            if (begin) {
                c0 = c1 = c2 = c3 = FloatVector.zero(SPECIES);
            } else {
                c0 = FloatVector.fromArray(SPECIES, c, to);
                c1 = FloatVector.fromArray(SPECIES, c, to + LANES);
                c2 = FloatVector.fromArray(SPECIES, c, to + 2 * LANES);
                c3 = FloatVector.fromArray(SPECIES, c, to + 3 * LANES);
            }
            for (; e < end; e++) {
                int entry = entries[e];
                FloatVector p = FloatVector.broadcast(SPECIES, BYTES[entry & 0xff]);
                int b = from + (entry >>> Byte.SIZE) * 4 * LANES;
                c0 = p.fma(FloatVector.fromArray(SPECIES, right, b), c0);
                c1 = p.fma(FloatVector.fromArray(SPECIES, right, b + LANES), c1);
                c2 = p.fma(FloatVector.fromArray(SPECIES, right, b + 2 * LANES), c2);
                c3 = p.fma(FloatVector.fromArray(SPECIES, right, b + 3 * LANES), c3);
            }
            c0.intoArray(c, to);
            c1.intoArray(c, to + LANES);
            c2.intoArray(c, to + 2 * LANES);
            c3.intoArray(c, to + 3 * LANES);
        }
    }

    static void gather8(
            char[] places,
            float[] values,
            int[] starts,
            int list,
            int lists,
            float[] right,
            int from,
            float[] c,
            int to,
            int stride,
            boolean begin) {
        for (int i = 0; i < lists; i++, to += stride) {
            int e = starts[list + i];
            int end = starts[list + i + 1];
            if (e == end && !begin) {
                continue;
            }
            FloatVector c0, c1, c2, c3, c4, c5, c6, c7;
            if (begin) {
                c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = FloatVector.zero(SPECIES);
            } else {
                c0 = FloatVector.fromArray(SPECIES, c, to);
                c1 = FloatVector.fromArray(SPECIES, c, to + LANES);
                c2 = FloatVector.fromArray(SPECIES, c, to + 2 * LANES);
                c3 = FloatVector.fromArray(SPECIES, c, to + 3 * LANES);
                c4 = FloatVector.fromArray(SPECIES, c, to + 4 * LANES);
                c5 = FloatVector.fromArray(SPECIES, c, to + 5 * LANES);
                c6 = FloatVector.fromArray(SPECIES, c, to + 6 * LANES);
                c7 = FloatVector.fromArray(SPECIES, c, to + 7 * LANES);
            }
            for (; e < end; e++) {
                FloatVector p = FloatVector.broadcast(SPECIES, values[e]);
                int b = from + places[e] * 8 * LANES;
                c0 = p.fma(FloatVector.fromArray(SPECIES, right, b), c0);
                c1 = p.fma(FloatVector.fromArray(SPECIES, right, b + LANES), c1);
                c2 = p.fma(FloatVector.fromArray(SPECIES, right, b + 2 * LANES), c2);
                c3 = p.fma(FloatVector.fromArray(SPECIES, right, b + 3 * LANES), c3);
                c4 = p.fma(FloatVector.fromArray(SPECIES, right, b + 4 * LANES), c4);
                c5 = p.fma(FloatVector.fromArray(SPECIES, right, b + 5 * LANES), c5);
                c6 = p.fma(FloatVector.fromArray(SPECIES, right, b + 6 * LANES), c6);
                c7 = p.fma(FloatVector.fromArray(SPECIES, right, b + 7 * LANES), c7);
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

    static void gather4(
            char[] places,
            float[] values,
            int[] starts,
            int list,
            int lists,
            float[] right,
            int from,
            float[] c,
            int to,
            int stride,
            boolean begin) {
        for (int i = 0; i < lists; i++, to += stride) {
            int e = starts[list + i];
            int end = starts[list + i + 1];
            if (e == end && !begin) {
                continue;
            }
            FloatVector c0, c1, c2, c3;
            if (begin) {
                c0 = c1 = c2 = c3 = FloatVector.zero(SPECIES);
            } else {
                c0 = FloatVector.fromArray(SPECIES, c, to);
                c1 = FloatVector.fromArray(SPECIES, c, to + LANES);
                c2 = FloatVector.fromArray(SPECIES, c, to + 2 * LANES);
                c3 = FloatVector.fromArray(SPECIES, c, to + 3 * LANES);
            }
            for (; e < end; e++) {
                FloatVector p = FloatVector.broadcast(SPECIES, values[e]);
                int b = from + places[e] * 4 * LANES;
                c0 = p.fma(FloatVector.fromArray(SPECIES, right, b), c0);
                c1 = p.fma(FloatVector.fromArray(SPECIES, right, b + LANES), c1);
                c2 = p.fma(FloatVector.fromArray(SPECIES, right, b + 2 * LANES), c2);
                c3 = p.fma(FloatVector.fromArray(SPECIES, right, b + 3 * LANES), c3);
            }
            c0.intoArray(c, to);
            c1.intoArray(c, to + LANES);
            c2.intoArray(c, to + 2 * LANES);
            c3.intoArray(c, to + 3 * LANES);
        }
    }

    static void denseRows(
            int terms,
            float[] a,
            int from,
            int stride,
            float[] right,
            int b,
            float[] c,
            int to,
            int cStride,
            boolean begin) {
        FloatVector x0, y0, x1, y1, x2, y2, x3, y3, x4, y4, x5, y5;
        if (begin) {
            x0 = y0 = x1 = y1 = x2 = y2 = x3 = y3 = x4 = y4 = x5 = y5 = FloatVector.zero(SPECIES);
        } else {
            x0 = FloatVector.fromArray(SPECIES, c, to);
            y0 = FloatVector.fromArray(SPECIES, c, to + LANES);
            x1 = FloatVector.fromArray(SPECIES, c, to + cStride);
            y1 = FloatVector.fromArray(SPECIES, c, to + cStride + LANES);
            x2 = FloatVector.fromArray(SPECIES, c, to + 2 * cStride);
            y2 = FloatVector.fromArray(SPECIES, c, to + 2 * cStride + LANES);
            x3 = FloatVector.fromArray(SPECIES, c, to + 3 * cStride);
            y3 = FloatVector.fromArray(SPECIES, c, to + 3 * cStride + LANES);
            x4 = FloatVector.fromArray(SPECIES, c, to + 4 * cStride);
            y4 = FloatVector.fromArray(SPECIES, c, to + 4 * cStride + LANES);
            x5 = FloatVector.fromArray(SPECIES, c, to + 5 * cStride);
            y5 = FloatVector.fromArray(SPECIES, c, to + 5 * cStride + LANES);
        }
        int a1 = from + stride;
        int a2 = from + 2 * stride;
        int a3 = from + 3 * stride;
        int a4 = from + 4 * stride;
        int a5 = from + 5 * stride;
        for (int t = 0; t < terms; t++, b += 2 * LANES) {
            FloatVector left = FloatVector.fromArray(SPECIES, right, b);
            FloatVector next = FloatVector.fromArray(SPECIES, right, b + LANES);
            FloatVector p = FloatVector.broadcast(SPECIES, a[from + t]);
            x0 = p.fma(left, x0);
            y0 = p.fma(next, y0);
            p = FloatVector.broadcast(SPECIES, a[a1 + t]);
            x1 = p.fma(left, x1);
            y1 = p.fma(next, y1);
            p = FloatVector.broadcast(SPECIES, a[a2 + t]);
            x2 = p.fma(left, x2);
            y2 = p.fma(next, y2);
            p = FloatVector.broadcast(SPECIES, a[a3 + t]);
            x3 = p.fma(left, x3);
            y3 = p.fma(next, y3);
            p = FloatVector.broadcast(SPECIES, a[a4 + t]);
            x4 = p.fma(left, x4);
            y4 = p.fma(next, y4);
            p = FloatVector.broadcast(SPECIES, a[a5 + t]);
            x5 = p.fma(left, x5);
            y5 = p.fma(next, y5);
        }
        x0.intoArray(c, to);
        y0.intoArray(c, to + LANES);
        x1.intoArray(c, to + cStride);
        y1.intoArray(c, to + cStride + LANES);
        x2.intoArray(c, to + 2 * cStride);
        y2.intoArray(c, to + 2 * cStride + LANES);
        x3.intoArray(c, to + 3 * cStride);
        y3.intoArray(c, to + 3 * cStride + LANES);
        x4.intoArray(c, to + 4 * cStride);
        y4.intoArray(c, to + 4 * cStride + LANES);
        x5.intoArray(c, to + 5 * cStride);
        y5.intoArray(c, to + 5 * cStride + LANES);
    }

    static void denseTransposed(
            int terms,
            float[] a,
            int from,
            int stride,
            float[] right,
            int b,
            float[] c,
            int to,
            int cStride,
            boolean begin) {
        FloatVector x0, y0, x1, y1, x2, y2, x3, y3, x4, y4, x5, y5;
        if (begin) {
            x0 = y0 = x1 = y1 = x2 = y2 = x3 = y3 = x4 = y4 = x5 = y5 = FloatVector.zero(SPECIES);
        } else {
            x0 = FloatVector.fromArray(SPECIES, c, to);
            y0 = FloatVector.fromArray(SPECIES, c, to + LANES);
            x1 = FloatVector.fromArray(SPECIES, c, to + cStride);
            y1 = FloatVector.fromArray(SPECIES, c, to + cStride + LANES);
            x2 = FloatVector.fromArray(SPECIES, c, to + 2 * cStride);
            y2 = FloatVector.fromArray(SPECIES, c, to + 2 * cStride + LANES);
            x3 = FloatVector.fromArray(SPECIES, c, to + 3 * cStride);
            y3 = FloatVector.fromArray(SPECIES, c, to + 3 * cStride + LANES);
            x4 = FloatVector.fromArray(SPECIES, c, to + 4 * cStride);
            y4 = FloatVector.fromArray(SPECIES, c, to + 4 * cStride + LANES);
            x5 = FloatVector.fromArray(SPECIES, c, to + 5 * cStride);
            y5 = FloatVector.fromArray(SPECIES, c, to + 5 * cStride + LANES);
        }
        for (int t = 0; t < terms; t++, b += 2 * LANES, from += stride) {
            FloatVector left = FloatVector.fromArray(SPECIES, right, b);
            FloatVector next = FloatVector.fromArray(SPECIES, right, b + LANES);
            FloatVector p = FloatVector.broadcast(SPECIES, a[from]);
            x0 = p.fma(left, x0);
            y0 = p.fma(next, y0);
            p = FloatVector.broadcast(SPECIES, a[from + 1]);
            x1 = p.fma(left, x1);
            y1 = p.fma(next, y1);
            p = FloatVector.broadcast(SPECIES, a[from + 2]);
            x2 = p.fma(left, x2);
            y2 = p.fma(next, y2);
            p = FloatVector.broadcast(SPECIES, a[from + 3]);
            x3 = p.fma(left, x3);
            y3 = p.fma(next, y3);
            p = FloatVector.broadcast(SPECIES, a[from + 4]);
            x4 = p.fma(left, x4);
            y4 = p.fma(next, y4);
            p = FloatVector.broadcast(SPECIES, a[from + 5]);
            x5 = p.fma(left, x5);
            y5 = p.fma(next, y5);
        }
        x0.intoArray(c, to);
        y0.intoArray(c, to + LANES);
        x1.intoArray(c, to + cStride);
        y1.intoArray(c, to + cStride + LANES);
        x2.intoArray(c, to + 2 * cStride);
        y2.intoArray(c, to + 2 * cStride + LANES);
        x3.intoArray(c, to + 3 * cStride);
        y3.intoArray(c, to + 3 * cStride + LANES);
        x4.intoArray(c, to + 4 * cStride);
        y4.intoArray(c, to + 4 * cStride + LANES);
        x5.intoArray(c, to + 5 * cStride);
        y5.intoArray(c, to + 5 * cStride + LANES);
    }

    static void row(
            int terms, float[] a, int from, int aStride, float[] right, int b, float[] c, int to, boolean begin) {
        FloatVector x = begin ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, c, to);
        FloatVector y = begin ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, c, to + LANES);
        for (int t = 0; t < terms; t++, b += 2 * LANES, from += aStride) {
            FloatVector p = FloatVector.broadcast(SPECIES, a[from]);
            x = p.fma(FloatVector.fromArray(SPECIES, right, b), x);
            y = p.fma(FloatVector.fromArray(SPECIES, right, b + LANES), y);
        }
        x.intoArray(c, to);
        y.intoArray(c, to + LANES);
    }

    static boolean isFinite(float[] values, int from, int count) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            sum = sum.add(FloatVector.fromArray(SPECIES, values, from + i).mul(0));
        }
        boolean finite = !sum.compare(VectorOperators.NE, 0).anyTrue();
        for (; i < count; i++) {
            finite &= Float.isFinite(values[from + i]);
        }
        return finite;
    }

    static void mask(float[] gradient, float[] output, int count) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector.fromArray(SPECIES, gradient, i)
                    .blend(0, FloatVector.fromArray(SPECIES, output, i).compare(VectorOperators.LE, 0))
                    .intoArray(gradient, i);
        }
        for (; i < count; i++) {
            gradient[i] = output[i] <= 0 ? 0 : gradient[i];
        }
    }
}
