package io.lockstep.config;

import java.util.Locale;

/** Which parameters become the model. */
public enum Keep {
    /** Those after the last step. */
    LAST,
    /** Those that were best on the held-out data. */
    BEST;

    /** As in configuration: {@code last}, {@code best}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
