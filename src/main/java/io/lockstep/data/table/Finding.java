package io.lockstep.data.table;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Cells of one column that may be wrong, with one of them as an example: the one in the row with the least hash, whatever the layout.
 *
 * @param count how many
 * @param hash of the example's row
 * @param row what names it
 * @param value what stands there
 */
record Finding(long count, long hash, String row, String value) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What may be wrong. */
    enum Kind {
        MISSING,
        NAN,
        INFINITE,
        /** Text that is no number. */
        WORD,
        /** A number that is no whole number. */
        FRACTION,
        NEGATIVE,
        /** An array of the least size there is. */
        SHORTEST,
        /** An array of the largest size there is. */
        LONGEST
    }

    /** What names the row, without the file that its place, {@code FILE, line 7}, names already. */
    String rowIn(String place) {
        String file = " of " + place.substring(0, Math.max(0, place.lastIndexOf(", ")));
        return row.endsWith(file) ? row.substring(0, row.length() - file.length()) : row;
    }

    /** Whether a row with this hash is the better example. */
    boolean yieldsTo(long other) {
        return Long.compareUnsigned(other, hash) < 0;
    }

    static @Nullable Finding merged(@Nullable Finding some, @Nullable Finding others) {
        if (some == null || others == null) {
            return some == null ? others : some;
        }
        int order = Long.compareUnsigned(some.hash, others.hash);
        Finding first = order < 0 || (order == 0 && some.row.compareTo(others.row) <= 0) ? some : others;
        return new Finding(some.count + others.count, first.hash, first.row, first.value);
    }
}
