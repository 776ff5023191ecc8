package io.lockstep.report.html;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Numbers as people read them, the same in every country. */
final class Numbers {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Numbers() {}

    /** {@code 1 step}, {@code 2,000 steps}. */
    static String count(long count, String what) {
        return text("%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    /** Formats as in English. */
    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** With so many digits that matter: {@code 12,345.7}, {@code 0.0312}, {@code 3.1e-07}, {@code NaN}. */
    static String brief(double value) {
        double size = Math.abs(value);
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "-∞";
        }
        if (value == 0) {
            return "0";
        }
        if (size < 1e-3 || size >= 1e6) {
            return text("%.1e", value);
        }
        return size < 1 ? text("%.3g", value) : text(size < 100 ? "%.3f" : "%,.1f", value);
    }

    /** An error in the target's own unit, with six digits that matter: {@code 523.123}, {@code 0.012345}, {@code 12,345.6}. */
    static String precise(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value) || size < 1e-3 || size >= 1e9) {
            return brief(value);
        }
        int digits = (int) Math.max(0, Math.min(6, 5 - Math.floor(Math.log10(size))));
        return text("%,." + digits + "f", value);
    }

    /** An error with its sign: {@code +523.123}. */
    static String signed(double value) {
        return (value > 0 ? "+" : "") + precise(value);
    }

    /** A tick of an axis: without zeros that say nothing. */
    static String tick(double value) {
        double size = Math.abs(value);
        if (size < 1e-12) { // what is left of adding up steps between ticks
            return "0";
        }
        if (size < 1e-4 || size >= 1e6) {
            return text("%.1e", value).replace(".0e", "e");
        }
        String plain = text("%,.6f", value);
        return plain.replaceAll("\\.?0+$", "");
    }

    /** A loss, as on the screen. */
    static String loss(double value) {
        return Math.abs(value) < 1e6 ? text("%.6f", value) : brief(value);
    }

    /** A share: {@code 85.13 %}. */
    static String percent(double share) {
        return Double.isNaN(share) ? "-" : text("%.2f %%", 100 * share);
    }

    /** {@code 812 ms}, {@code 4.1 s}, {@code 3 min 07 s}, {@code 2 h 05 min}. */
    static String duration(double milliseconds) {
        if (milliseconds < 1000) {
            return text(milliseconds < 10 ? "%.1f ms" : "%.0f ms", milliseconds);
        }
        double seconds = milliseconds / 1e3;
        if (seconds < 60) {
            return text("%.1f s", seconds);
        }
        long minutes = (long) (seconds / 60);
        return minutes < 60
                ? text("%d min %02d s", minutes, (long) seconds % 60)
                : text("%,d h %02d min", minutes / 60, minutes % 60);
    }

    /** An instant to the second, as it is where it is none. */
    static String moment(String iso) {
        try {
            return MOMENT.format(Instant.parse(iso));
        } catch (DateTimeParseException e) {
            return iso;
        }
    }
}
