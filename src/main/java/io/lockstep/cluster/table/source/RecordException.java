package io.lockstep.cluster.table.source;

import io.lockstep.data.DataException;

/**
 * A row that cannot be read, found by a task, which does not know the row's line. {@link OpenedTable#inWords} finds it and
 * makes this a {@link DataException}.
 */
final class RecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String part;
    private final String expected;
    private final String found;
    private final String remedy;

    /**
     * @param part of the row; empty if it is all
     */
    RecordException(String part, String expected, String found, String remedy) {
        super("expected " + expected);
        this.part = part;
        this.expected = expected;
        this.found = found;
        this.remedy = remedy;
    }

    /** With the place of the row. */
    DataException at(String where) {
        return new DataException(part.isEmpty() ? where : where + ", " + part, expected, found, remedy, this);
    }
}
