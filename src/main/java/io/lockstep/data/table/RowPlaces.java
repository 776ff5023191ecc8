package io.lockstep.data.table;

import java.util.Optional;

/** Finds out where a row stands in its files, for an error's message. */
@FunctionalInterface
public interface RowPlaces {

    /** Where nobody knows. */
    RowPlaces UNKNOWN = identity -> Optional.empty();

    /**
     * The place of the first row with this {@link RowCells#identity}: {@code /data/a.csv, line 7}; empty if it is not known. It may read
     * the whole table.
     */
    Optional<String> of(long identity);
}
