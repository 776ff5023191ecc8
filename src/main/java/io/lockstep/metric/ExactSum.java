package io.lockstep.metric;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The exact sum of doubles: a number of 2,240 bits in limbs of 32, so that the order in which values are added, or sums merged, cannot change
 * it, and no value is too small or too large. NaN and infinities are kept apart and are the result where there are any.
 */
public final class ExactSum implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int LEAST_EXPONENT = -1074; // of the lowest bit of a double
    private static final int LIMBS = 70; // 2,098 bits of any double, and room for carries
    private static final int ADDED_WITHOUT_CARRY = 1 << 29; // each adds less than 2^33 to a limb of 63 bits
    private static final long LOW = 0xffffffffL;

    private final long[] limbs =
            new long[LIMBS]; // little-endian, signed: the value is the sum of limbs[i] 2^(32 i - 1074)
    private int added;
    private double notFinite; // 0 where all were finite

    /** Adds a value. */
    public void add(double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            notFinite += value;
            return;
        }
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7ff;
        long mantissa = bits & 0xfffffffffffffL;
        if (exponent > 0) {
            mantissa |= 1L << 52;
            exponent--; // now the position of the lowest bit above 2^-1074
        }
        int limb = exponent >>> 5;
        int shift = exponent & 31;
        long low = (mantissa & LOW) << shift; // 53 bits at a shift of up to 31: three limbs
        long high = (mantissa >>> 32) << shift;
        if (bits < 0) {
            limbs[limb] -= low & LOW;
            limbs[limb + 1] -= (low >>> 32) + (high & LOW);
            limbs[limb + 2] -= high >>> 32;
        } else {
            limbs[limb] += low & LOW;
            limbs[limb + 1] += (low >>> 32) + (high & LOW);
            limbs[limb + 2] += high >>> 32;
        }
        if (++added >= ADDED_WITHOUT_CARRY) {
            carry();
        }
    }

    /** Adds another sum. */
    public void merge(ExactSum other) {
        other.carry();
        carry();
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] += other.limbs[i];
        }
        added = 2; // both are as small as a value's share
        notFinite += other.notFinite;
    }

    private void carry() {
        for (int i = 0; i + 1 < LIMBS; i++) {
            limbs[i + 1] += limbs[i] >> 32;
            limbs[i] &= LOW;
        }
        added = 1; // what is left in a limb is as small as a value's share
    }

    /** Whether all values were finite, so that there is an {@link #exact} sum. */
    public boolean isFinite() {
        return notFinite == 0;
    }

    /** The sum as it is; only of finite values. */
    public BigDecimal exact() {
        if (!isFinite()) {
            throw new ArithmeticException("expected finite values, found a sum of " + notFinite);
        }
        carry();
        BigInteger units = BigInteger.ZERO;
        for (int i = LIMBS - 1; i >= 0; i--) {
            units = units.shiftLeft(32).add(BigInteger.valueOf(limbs[i]));
        }
        int zeros = units.signum() == 0 ? 0 : units.getLowestSetBit(); // few bits are in use: short decimals
        int exponent = zeros + LEAST_EXPONENT;
        BigDecimal odd = new BigDecimal(units.shiftRight(zeros));
        return exponent >= 0
                ? odd.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(exponent)))
                : odd.divide(new BigDecimal(BigInteger.ONE.shiftLeft(-exponent)));
    }

    /** The sum, rounded once. */
    public double value() {
        return isFinite() ? exact().doubleValue() : notFinite;
    }
}
