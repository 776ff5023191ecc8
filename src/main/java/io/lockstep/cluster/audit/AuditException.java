package io.lockstep.cluster.audit;

/** A block that was computed twice has different gradients: one of two executors computes wrongly. */
public final class AuditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the step, the block, the tensor ({@code what}) and both places. */
    AuditException(int step, String what, int position, BlockWitness first, BlockWitness second) {
        super(("step %d, block %d, %s: expected bit-identical gradients from %s and %s, found digests %016x and %016x."
                        + " A processor, its memory or a driver may be faulty, a cached block may be damaged, its source may have"
                        + " changed, or the processors may be of different types. Check these machines' logs. The step was discarded; the same"
                        + " command resumes from the last checkpoint.")
                .formatted(
                        step,
                        first.block(),
                        what,
                        first.place(),
                        first.place().equals(second.place())
                                ? "the second computation there"
                                : second.place().toString(),
                        first.digests()[position],
                        second.digests()[position]));
    }
}
