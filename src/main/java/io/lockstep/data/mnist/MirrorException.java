package io.lockstep.data.mnist;

/** A mirror that did not give the file: its answer in words, and whether it may give it when asked again. */
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
