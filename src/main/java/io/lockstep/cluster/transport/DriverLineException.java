package io.lockstep.cluster.transport;

import org.jspecify.annotations.Nullable;

/** A task's message to the driver got no answer, or a failure as its answer. */
public final class DriverLineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DriverLineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
