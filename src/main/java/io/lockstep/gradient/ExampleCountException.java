package io.lockstep.gradient;

/** A sum that does not hold every example of its batch once: a block was lost, or added twice. */
public final class ExampleCountException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says in which step, and how many examples were expected and found. */
    public ExampleCountException(int step, long expected, long found) {
        super(("step %d: expected a sum over %,d examples, found %,d: a block %s."
                        + " The step was discarded; report this with the run's log.")
                .formatted(step, expected, found, found < expected ? "is missing" : "was added twice"));
    }
}
