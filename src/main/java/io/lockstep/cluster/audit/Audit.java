package io.lockstep.cluster.audit;

/**
 * What was computed twice in one step, with the same bits.
 *
 * @param blocks how many blocks
 * @param elsewhere how many of them on another executor than before
 */
public record Audit(int blocks, int elsewhere) {
    /** Nothing. */
    public static final Audit NONE = new Audit(0, 0);
}
