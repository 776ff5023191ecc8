package io.lockstep.cluster.audit;

/** A block that was computed twice has not the same gradient: one of two executors does not compute what it should. */
public final class AuditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the step, the block, the tensor ({@code what}) and both places. */
    AuditException(int step, String what, int position, BlockWitness first, BlockWitness second) {
        super(("step %d, block %d, %s: expected the same bits from %s and %s, found others (digest %016x and %016x)."
                        + " A processor, its memory or a driver is faulty there, a cached block was damaged, its source has"
                        + " changed, or the processors are not of one type: look at these machines' logs; nothing was made of this step, the same"
                        + " command goes on from the last checkpoint.")
                .formatted(
                        step,
                        first.block(),
                        what,
                        first.place(),
                        first.place().equals(second.place())
                                ? "again from there"
                                : second.place().toString(),
                        first.digests()[position],
                        second.digests()[position]));
    }
}
