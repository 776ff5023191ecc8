package io.lockstep.pass.device;

import org.jspecify.annotations.Nullable;

/** The requested processor does not exist, or cannot be used. */
public final class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says where, what was expected, what was found and how to fix it. */
    public BackendException(String message) {
        super(message);
    }

    BackendException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
