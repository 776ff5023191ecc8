package io.lockstep.gradient;

import io.lockstep.network.Parameters;

/** Training diverged: the gradient or the parameters are not finite or out of range. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final String remedy;

    /** Of a gradient by itself, before any step. */
    DivergedException(Fault fault) {
        this(fault.what(), fault.remedy(0), "");
    }

    /** Of the gradient of a step, from 1. */
    public DivergedException(Fault fault, int step) {
        this("step " + step + ", " + fault.what(), fault.remedy(step), "");
    }

    private DivergedException(String what, String remedy, String more) {
        super(what + ". " + remedy + more);
        this.what = what;
        this.remedy = remedy;
    }

    /**
     * Checks that all parameters are finite after an optimizer step.
     *
     * @throws DivergedException naming the step and the first such parameter
     */
    public static void requireFinite(Parameters parameters, int step) {
        float[] values = parameters.values();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DivergedException(
                        "step %d, %s: expected a finite parameter after the step, found %s"
                                .formatted(
                                        step,
                                        parameters.architecture().tensorAt(i).coordinate(i),
                                        values[i]),
                        "Lower the learning rate.",
                        "");
            }
        }
    }

    /** The same, naming the last good checkpoint; empty if there is none. */
    public DivergedException after(String checkpoint) {
        return new DivergedException(
                what,
                remedy,
                checkpoint.isEmpty()
                        ? " There is no earlier checkpoint."
                        : " The last good checkpoint is that of " + checkpoint + ".");
    }
}
