package io.lockstep.config;

import java.util.Locale;

/** Which steps' gradients are checked. */
public enum CheckSchedule {
    /** Only the first step's. */
    FIRST,
    /** Only the last step's. */
    LAST,
    /** Every step's. */
    ALL,
    /** None. */
    OFF;

    /** As in configuration: {@code first}, {@code last}, {@code all}, {@code off}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
