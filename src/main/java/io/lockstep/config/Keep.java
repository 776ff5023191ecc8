package io.lockstep.config;

import io.lockstep.data.Spelling;

/** Which parameters become the model. */
public enum Keep {
    /** Those after the last step. */
    LAST,
    /** Those that were best by {@link Monitor}. */
    BEST;

    /** As in configuration: {@code last}, {@code best}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
