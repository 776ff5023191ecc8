package io.lockstep.cli;

/** The run was told to end before its last step; nothing is wrong with it. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says why, and how to go on. */
    StoppedException(String message) {
        super(message);
    }
}
