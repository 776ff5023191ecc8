package io.lockstep.cluster.round;

import io.lockstep.gradient.Fault;
import org.jspecify.annotations.Nullable;

/** Ends the steps of every task where one of them has a value that cannot be added. */
final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Fault fault;

    /** Of a task with this fault; null where another task has it. */
    FaultException(@Nullable Fault fault) {
        this.fault = fault;
    }

    @Nullable
    Fault fault() {
        return fault;
    }
}
