package io.lockstep.gradient;

import io.lockstep.network.Parameters;

/** Training diverged: the gradient or the parameters are not finite or out of range. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;

    DivergedException(Fault fault) {
        this("block %d, %s: expected a sum within ±%.6g, found %s"
                .formatted(fault.block(), fault.coordinate(), fault.limit(), fault.value()));
    }

    private DivergedException(String what) {
        this(what, "");
    }

    private DivergedException(String what, String more) {
        super(what + ". Lower the learning rate, or check the initial weights and that block's examples." + more);
        this.what = what;
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
                throw new DivergedException("step %d, %s: expected a finite parameter after the step, found %s"
                        .formatted(step, parameters.architecture().tensorAt(i).coordinate(i), values[i]));
            }
        }
    }

    /** The same, naming the last good checkpoint; empty if there is none. */
    public DivergedException after(String checkpoint) {
        return new DivergedException(
                what,
                checkpoint.isEmpty()
                        ? " There is no earlier checkpoint."
                        : " The last good checkpoint is that of " + checkpoint + ".");
    }

    /** The same, naming the step. */
    DivergedException inStep(int step) {
        return new DivergedException("step " + step + ", " + what);
    }
}
