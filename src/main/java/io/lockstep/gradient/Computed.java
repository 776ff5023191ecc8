package io.lockstep.gradient;

import java.time.Duration;

/**
 * A gradient's sum, with computing time and audit statistics.
 *
 * @param sum over the batch
 * @param computing computing time of the passes, divided by the number of concurrent tasks
 * @param exchanging time in which a task exchanged sums with the others; zero where a step is a Spark job
 * @param auditedBlocks blocks that were computed a second time, with bit-identical results
 * @param auditedElsewhere how many of them on another executor than the first time
 */
public record Computed(
        GradientSum sum, Duration computing, Duration exchanging, int auditedBlocks, int auditedElsewhere) {

    /** Without an audit. */
    public Computed(GradientSum sum, Duration computing) {
        this(sum, computing, 0, 0);
    }

    /** By Spark jobs. */
    public Computed(GradientSum sum, Duration computing, int auditedBlocks, int auditedElsewhere) {
        this(sum, computing, Duration.ZERO, auditedBlocks, auditedElsewhere);
    }
}
