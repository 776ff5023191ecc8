package io.lockstep.data.mnist;

/** A mirror did not deliver the file: its answer as a message, and whether a retry may succeed. */
final class MirrorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean worthAnotherTry;

    MirrorException(String answer, boolean worthAnotherTry) {
        super(answer);
        this.worthAnotherTry = worthAnotherTry;
    }

    boolean worthAnotherTry() {
        return worthAnotherTry;
    }

    String answer() {
        return String.valueOf(getMessage());
    }
}
