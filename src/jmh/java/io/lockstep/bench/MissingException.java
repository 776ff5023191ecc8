package io.lockstep.bench;

/** A peer that is not here; the message says how to get it. */
final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
        super(message);
    }
}
