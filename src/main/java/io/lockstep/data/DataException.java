package io.lockstep.data;

import org.jspecify.annotations.Nullable;

/** Input that is missing, damaged or not what it says: where, what was expected, what was found, what to do. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param where the file with the offset, or the dataset and example: {@code "t10k-labels-idx1-ubyte, byte 8"}
     * @param expected what had to be there
     * @param found what is there
     * @param remedy what the user can do, a full sentence
     */
    public DataException(String where, String expected, String found, String remedy) {
        this(where, expected, found, remedy, null);
    }

    /** As above, with the failure underneath. */
    public DataException(String where, String expected, String found, String remedy, @Nullable Throwable cause) {
        super(where + ": expected " + expected + ", found " + found + ". " + remedy, cause);
    }
}
