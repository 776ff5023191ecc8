package io.lockstep.data.table;

import io.lockstep.data.Spelling;

/** How numbers are scaled before they go into the network. Inputs that stand for a category never are. */
public enum Scale {
    /** Each column by its own mean and standard deviation. */
    STANDARDIZE,
    /** All by one mean and standard deviation, as pixels are. */
    STANDARDIZE_ALL,
    /** Not at all. */
    NONE;

    /** As in configuration: {@code standardize}, {@code standardize-all}, {@code none}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
