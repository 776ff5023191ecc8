package io.lockstep.gradient;

import io.lockstep.network.Parameters;

/** The pass gave numbers that no gradient should have: the computation has left the range in which it means anything. */
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
     * Says whether an optimizer has left the range of the numbers.
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

    /** The same, saying where the numbers were still good; empty if nowhere. */
    public DivergedException after(String checkpoint) {
        return new DivergedException(
                what,
                checkpoint.isEmpty()
                        ? " There is no earlier checkpoint."
                        : " The last good checkpoint is that of " + checkpoint + ".");
    }

    /** The same, saying in which step. */
    DivergedException inStep(int step) {
        return new DivergedException("step " + step + ", " + what);
    }
}
