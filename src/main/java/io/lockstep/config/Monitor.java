package io.lockstep.config;

import java.util.Locale;

/** What says which of two networks is better, on the held-out data. */
public enum Monitor {
    /** The smaller mean loss. */
    LOSS,
    /** The larger share of examples whose class is predicted. */
    ACCURACY;

    /** As in configuration: {@code loss}, {@code accuracy}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
