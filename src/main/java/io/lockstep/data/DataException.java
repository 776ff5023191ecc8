package io.lockstep.data;

import org.jspecify.annotations.Nullable;

/** Input that is missing, damaged or inconsistent: where, what was expected, what was found, how to fix it. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

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
        super(where + ": expected " + expected + ", found " + found + ". " + remedy, cause);
    }
}
