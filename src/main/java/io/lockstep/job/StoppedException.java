package io.lockstep.job;

/** The run was told to end before its last step; nothing is wrong with it. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says why, and how to resume. */
    public StoppedException(String message) {
        super(message);
    }
}
