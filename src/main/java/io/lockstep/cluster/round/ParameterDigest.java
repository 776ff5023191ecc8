package io.lockstep.cluster.round;

/**
 * A digest of parameters that tells tasks apart whose parameters differ in some bit: fast, for each step, and not against an adversary. Four
 * polynomials over every fourth value, mod 2^64 with odd multipliers, so that a change of one value always changes it.
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
        for (; i + 3 < values.length; i += 4) { // four chains at once: one would wait for each product
            a = a * MULTIPLIER + Float.floatToRawIntBits(values[i]);
            b = b * MULTIPLIER + Float.floatToRawIntBits(values[i + 1]);
            c = c * MULTIPLIER + Float.floatToRawIntBits(values[i + 2]);
            d = d * MULTIPLIER + Float.floatToRawIntBits(values[i + 3]);
        }
        for (; i < values.length; i++) {
            a = a * MULTIPLIER + Float.floatToRawIntBits(values[i]);
        }
        return ((a * MULTIPLIER + b) * MULTIPLIER + c) * MULTIPLIER + d;
    }
}
