package io.lockstep.cluster.round;

/** The tasks of a round failed; it can begin again. */
final class LostRoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    LostRoundException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    /** The first failure, as a clause. */
    String reason() {
        return reason;
    }
}
