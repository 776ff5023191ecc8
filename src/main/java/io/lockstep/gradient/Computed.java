package io.lockstep.gradient;

import java.time.Duration;

/**
 * A gradient's sum, and what it took to compute it.
 *
 * @param sum over the batch
 * @param computing the passes' own time, spread over the tasks that ran at once
 * @param auditedBlocks blocks that were computed a second time, with the same bits
 * @param auditedElsewhere how many of them on another executor than the first time
 */
public record Computed(GradientSum sum, Duration computing, int auditedBlocks, int auditedElsewhere) {

    /** Without an audit. */
    public Computed(GradientSum sum, Duration computing) {
        this(sum, computing, 0, 0);
    }
}
