package io.lockstep.data.table;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * The exact sum of floats and of their squares, so that mean and standard deviation do not depend on the order of the rows.
 *
 * <p>A float is a whole number of 24 bits times 2^(e - 149) with e in 0 .. 253. It is added into limbs of 32 bits, each in a long of
 * its own, so that 2^30 numbers fit before carries must be moved up. Small whole numbers, which most data are, go into one long.
 */
final class ExactSums implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final MathContext DIGITS = MathContext.DECIMAL128;
    private static final int UNIT = 149; // the least float is 2^-149
    private static final int SUM_LIMBS = 12; // of 32 bits: 253 + 24 bits, and 2^40 rows
    private static final int SQUARE_LIMBS = 21; // 506 + 48 bits, and 2^40 rows
    private static final long MASK = 0xffff_ffffL;
    private static final int SMALL = 1 << 14; // its square, 2^33 times, is within a long
    private static final int CARRY_AFTER = 1 << 30;

    private long wholes;
    private long wholeSquares;
    private long @Nullable [] sum;
    private long @Nullable [] squares;
    private int added;

    /** Adds a finite number. */
    void add(float value) {
        int whole = (int) value;
        if (whole == value && whole < SMALL && whole > -SMALL) {
            wholes += whole;
            wholeSquares += (long) whole * whole;
            return;
        }
        if (sum == null || squares == null) {
            sum = new long[SUM_LIMBS];
            squares = new long[SQUARE_LIMBS];
        }
        if (++added == CARRY_AFTER) {
            carry(sum);
            carry(squares);
            added = 0;
        }
        int bits = Float.floatToRawIntBits(value);
        int exponent = (bits >>> 23) & 0xff;
        long digits = exponent == 0 ? bits & 0x7fffff : (bits & 0x7fffff) | 0x800000;
        int place = Math.max(exponent, 1) - 1;
        addTo(sum, digits, place, bits < 0 ? -1 : 1);
        long square = digits * digits;
        addTo(squares, square & MASK, 2 * place, 1);
        addTo(squares, square >>> 32, 2 * place + 32, 1);
    }

    /** Adds a number of at most 32 bits times 2^place. */
    private static void addTo(long[] limbs, long digits, int place, int sign) {
        int limb = place >>> 5;
        long low = digits << (place & 31); // at most 63 bits
        limbs[limb] += sign * (low & MASK);
        limbs[limb + 1] += sign * (low >>> 32);
    }

    private static void carry(long[] limbs) {
        for (int i = 0; i + 1 < limbs.length; i++) {
            limbs[i + 1] += limbs[i] >> 32;
            limbs[i] &= MASK;
        }
    }

    /** Adds another's. */
    void merge(ExactSums other) {
        wholes = Math.addExact(wholes, other.wholes);
        wholeSquares = Math.addExact(wholeSquares, other.wholeSquares);
        if (other.sum == null || other.squares == null) {
            return;
        }
        if (sum == null || squares == null) {
            sum = other.sum.clone();
            squares = other.squares.clone();
            added = other.added;
            return;
        }
        merge(sum, other.sum);
        merge(squares, other.squares);
        added = 1; // what carries have left counts as one
    }

    private static void merge(long[] limbs, long[] others) {
        carry(limbs);
        long[] carried = others.clone();
        carry(carried);
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] += carried[i];
        }
        carry(limbs);
    }

    private static BigInteger total(long whole, int unit, long @Nullable [] limbs) {
        BigInteger total = BigInteger.valueOf(whole).shiftLeft(unit);
        for (int i = 0; limbs != null && i < limbs.length; i++) {
            total = total.add(BigInteger.valueOf(limbs[i]).shiftLeft(32 * i));
        }
        return total;
    }

    /** Σx / count, rounded once; 0 of none. */
    double mean(long count) {
        return count == 0
                ? 0
                : new BigDecimal(total(wholes, UNIT, sum))
                        .multiply(power(UNIT))
                        .divide(BigDecimal.valueOf(count), DIGITS)
                        .doubleValue();
    }

    /** The unbiased standard deviation of so many numbers; 0 of fewer than 2. */
    double deviation(long count) {
        if (count < 2) {
            return 0;
        }
        BigInteger n = BigInteger.valueOf(count);
        BigInteger spread = n.multiply(total(wholeSquares, 2 * UNIT, squares))
                .subtract(total(wholes, UNIT, sum).pow(2));
        return new BigDecimal(spread)
                .multiply(power(2 * UNIT))
                .divide(new BigDecimal(n.multiply(n.subtract(BigInteger.ONE))), DIGITS)
                .sqrt(DIGITS)
                .doubleValue();
    }

    /** 2^-unit, which a double holds exactly. */
    private static BigDecimal power(int unit) {
        return new BigDecimal(Math.scalb(1.0, -unit));
    }
}
