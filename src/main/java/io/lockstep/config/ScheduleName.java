package io.lockstep.config;

import java.util.Locale;

/** How the learning rate changes with the steps. */
public enum ScheduleName {
    /** It does not. */
    CONSTANT,
    /** By a factor every few steps. */
    STEP,
    /** Down along half a cosine. */
    COSINE,
    /** Up and down again. */
    ONE_CYCLE;

    /** As in configuration: {@code constant}, {@code one-cycle}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
