package io.lockstep.data;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Input that is missing, damaged or inconsistent: where, what was expected, what was found, how to fix it. No message is longer than
 * a screen, whatever was found.
 */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 1_000;
    private static final int LINES = 10;
    private static final int LONGEST_PART = 220;

    private final String where;
    private final String expected;
    private final String found;
    private final String remedy;

    /**
     * @param where the file with the offset, or the dataset and example: {@code "t10k-labels-idx1-ubyte, byte 8"}
     * @param expected the valid content
     * @param found the actual content
     * @param remedy how to fix it, a full sentence
     */
    public DataException(String where, String expected, String found, String remedy) {
        this(where, expected, found, remedy, null);
    }

    /** As above, with the cause. */
    public DataException(String where, String expected, String found, String remedy, @Nullable Throwable cause) {
        super(message(where, expected, found, remedy), cause);
        this.where = where;
        this.expected = expected;
        this.found = found;
        this.remedy = remedy;
    }

    /** The same, said in the words of another caller; what was found stays as it is. */
    public DataException inWords(UnaryOperator<String> words) {
        DataException same =
                new DataException(words.apply(where), words.apply(expected), found, words.apply(remedy), getCause());
        same.setStackTrace(getStackTrace());
        return same;
    }

    private static String message(String where, String expected, String found, String remedy) {
        String all = where + ": expected " + expected + ", found " + found + ". " + remedy;
        if (all.length() <= LONGEST && all.lines().count() <= LINES) {
            return all;
        }
        return Excerpt.of(where, LONGEST_PART) + ": expected " + Excerpt.of(expected, LONGEST_PART) + ", found "
                + Excerpt.of(found, LONGEST_PART) + ". " + Excerpt.of(remedy, LONGEST_PART);
    }
}
