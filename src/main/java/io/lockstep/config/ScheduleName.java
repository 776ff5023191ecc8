package io.lockstep.config;

import io.lockstep.data.Spelling;

/** Learning rate schedules. */
public enum ScheduleName {
    /** A constant rate. */
    CONSTANT,
    /** Step decay: by a factor every few steps. */
    STEP,
    /** Cosine annealing. */
    COSINE,
    /** Warm-up, then annealing. */
    ONE_CYCLE;

    /** As in configuration: {@code constant}, {@code one-cycle}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
