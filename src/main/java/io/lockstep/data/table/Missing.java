package io.lockstep.data.table;

import io.lockstep.data.Spelling;

/** What a number becomes that is missing. */
public enum Missing {
    /** None may be missing. */
    ERROR,
    /** The mean of its column over the training rows that have a value: 0 where the column is standardised. */
    MEAN;

    /** As in configuration: {@code error}, {@code mean}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
