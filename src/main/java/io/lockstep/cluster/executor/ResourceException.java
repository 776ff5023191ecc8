package io.lockstep.cluster.executor;

import org.jspecify.annotations.Nullable;

/** The cluster does not provide what the run needs. */
public final class ResourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says where, what was expected, what was found and what to do. */
    public ResourceException(String message) {
        super(message);
    }

    /** As above, with the failure underneath. */
    public ResourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
