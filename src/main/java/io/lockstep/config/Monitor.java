package io.lockstep.config;

import io.lockstep.data.Spelling;

/** Metric that decides which of two models is better, on the validation set. */
public enum Monitor {
    /** The mean loss, lower is better. */
    LOSS,
    /** The accuracy, higher is better. */
    ACCURACY;

    /** As in configuration: {@code loss}, {@code accuracy}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
