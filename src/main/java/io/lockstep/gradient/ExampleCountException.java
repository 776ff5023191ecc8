package io.lockstep.gradient;

/** A sum does not contain each example of its batch exactly once: a block was lost, or added twice. */
public final class ExampleCountException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the step, and the expected and found number of examples. */
    public ExampleCountException(int step, long expected, long found) {
        super(("step %d: expected a sum over %,d examples, found %,d: a block %s."
                        + " The step was discarded; report this with the run's log.")
                .formatted(step, expected, found, found < expected ? "is missing" : "was added twice"));
    }
}
