package io.lockstep.gradient;

/** The pass gave numbers that no gradient should have: the computation has left the range in which it means anything. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;

    DivergedException(Fault fault) {
        this("block %d, %s: expected a sum within ±%.6g, found %s"
                .formatted(fault.block(), fault.coordinate(), fault.limit(), fault.value()));
    }

    private DivergedException(String what) {
        super(what + ". Lower the learning rate, or look at the initial weights and at that block's examples.");
        this.what = what;
    }

    /** The same, saying in which step. */
    public DivergedException inStep(int step) {
        return new DivergedException("step " + step + ", " + what);
    }
}
