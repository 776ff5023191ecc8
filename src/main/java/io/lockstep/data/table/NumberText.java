package io.lockstep.data.table;

import java.nio.charset.StandardCharsets;

/**
 * Numbers in text: {@code [+-]digits[.digits][e[+-]digits]}, with spaces around. Neither {@code NaN} nor {@code Infinity}, nor what only
 * Java takes for a number, as {@code 1d} and {@code 0x1p3}.
 */
final class NumberText {
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final long EXACT = 1L << 53;
    private static final double LONGS = 0x1p63; // beyond all of them
    private static final int DIGITS = 18; // that a long always holds

    private NumberText() {}

    /** The shortest text of a number: the same for a whole one, a float and a double. */
    static String canonical(double number) {
        if (number == Math.rint(number) && Math.abs(number) < LONGS) {
            return Long.toString((long) number);
        }
        return (float) number == number ? Float.toString((float) number) : Double.toString(number);
    }

    /** The number nearest to the text; NaN where it is none, infinite where it is too large. */
    static double parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, bytes.length);
    }

    /** The same of UTF-8. */
    static double parse(byte[] text, int length) {
        int end = length;
        int at = 0;
        while (at < end && text[at] == ' ') {
            at++;
        }
        while (end > at && text[end - 1] == ' ') {
            end--;
        }
        int start = at;
        boolean negative = at < end && text[at] == '-';
        if (negative || (at < end && text[at] == '+')) {
            at++;
        }
        long digits = 0; // all of them, as a whole number
        int count = 0;
        int decimals = 0;
        int point = -1;
        for (; at < end; at++) {
            int digit = text[at] - '0';
            if (digit >= 0 && digit <= 9) {
                count++;
                digits = count <= DIGITS ? digits * 10 + digit : digits;
                decimals += point < 0 ? 0 : 1;
            } else if (text[at] == '.' && point < 0) {
                point = at;
            } else {
                break;
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        if (at == end && count <= DIGITS && digits <= EXACT && decimals < TENS.length) {
            // two numbers that doubles hold exactly, and one rounding (Clinger, How to read floating point numbers
            // accurately)
            double value = digits / TENS[decimals];
            return negative ? -value : value;
        }
        if (at < end && !isExponent(text, at, end)) {
            return Double.NaN;
        }
        return Double.parseDouble(new String(text, start, end - start, StandardCharsets.US_ASCII));
    }

    private static boolean isExponent(byte[] text, int from, int end) {
        int at = from;
        if (text[at] != 'e' && text[at] != 'E') {
            return false;
        }
        at++;
        if (at < end && (text[at] == '+' || text[at] == '-')) {
            at++;
        }
        if (at == end) {
            return false;
        }
        for (; at < end; at++) {
            if (text[at] < '0' || text[at] > '9') {
                return false;
            }
        }
        return true;
    }
}
