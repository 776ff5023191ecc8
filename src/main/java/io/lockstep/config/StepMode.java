package io.lockstep.config;

import io.lockstep.data.Spelling;

/** How exact steps are executed on the cluster. */
public enum StepMode {
    /** In a stage where that is possible, otherwise by jobs. */
    AUTO,
    /** Each step is a Spark job. */
    JOB,
    /** A round of steps is one Spark stage. */
    STAGE;

    /** As in configuration: {@code auto}, {@code job}, {@code stage}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
