package io.lockstep.cluster.round;

import io.lockstep.train.OptimizerState;
import java.util.List;

/**
 * A digest of parameters, or of an optimizer's slots, that tells tasks apart whose values differ in some bit: fast, for each step, and not against an
 * adversary. Four polynomials over every fourth 64 bits, mod 2^64 with odd multipliers, so that a change of one value always changes it.
 */
final class ParameterDigest {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio, odd

    private ParameterDigest() {}

    static long of(float[] values) {
        long a = 1;
        long b = 2;
        long c = 3;
        long d = 4;
        int i = 0;
        for (; i + 7 < values.length; i += 8) { // four chains at once: one would wait for each product
            a = a * MULTIPLIER + two(values, i);
            b = b * MULTIPLIER + two(values, i + 2);
            c = c * MULTIPLIER + two(values, i + 4);
            d = d * MULTIPLIER + two(values, i + 6);
        }
        for (; i < values.length; i++) {
            a = a * MULTIPLIER + Float.floatToRawIntBits(values[i]);
        }
        return ((a * MULTIPLIER + b) * MULTIPLIER + c) * MULTIPLIER + d;
    }

    private static long two(float[] values, int i) {
        return ((long) Float.floatToRawIntBits(values[i]) << 32)
                | (Float.floatToRawIntBits(values[i + 1]) & 0xFFFF_FFFFL);
    }

    static long of(List<OptimizerState.Slot> slots) {
        long digest = 0;
        for (OptimizerState.Slot slot : slots) {
            digest = digest * MULTIPLIER + of(slot.values());
        }
        return digest;
    }

    private static long of(double[] values) {
        long a = 1;
        long b = 2;
        long c = 3;
        long d = 4;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            a = a * MULTIPLIER + Double.doubleToRawLongBits(values[i]);
            b = b * MULTIPLIER + Double.doubleToRawLongBits(values[i + 1]);
            c = c * MULTIPLIER + Double.doubleToRawLongBits(values[i + 2]);
            d = d * MULTIPLIER + Double.doubleToRawLongBits(values[i + 3]);
        }
        for (; i < values.length; i++) {
            a = a * MULTIPLIER + Double.doubleToRawLongBits(values[i]);
        }
        return ((a * MULTIPLIER + b) * MULTIPLIER + c) * MULTIPLIER + d;
    }

    /** Of both. */
    static long of(long parameters, long slots) {
        return parameters * MULTIPLIER + slots;
    }
}
