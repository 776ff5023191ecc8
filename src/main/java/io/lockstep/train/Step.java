package io.lockstep.train;

import io.lockstep.block.Batch;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import java.io.Serializable;
import java.time.Duration;

/**
 * One completed step of training.
 *
 * @param epoch that the batch belongs to, from 1
 * @param batch whose gradient was taken
 * @param before parameters at which the gradient was computed
 * @param gradient of the mean loss
 * @param learningRate of the step
 * @param after state after the optimizer's update
 * @param work time and audit statistics of the step
 */
public record Step(
        int epoch,
        Batch batch,
        Parameters before,
        Gradient gradient,
        double learningRate,
        OptimizerState after,
        Work work)
        implements Serializable {

    /**
     * Time and audit statistics of a step.
     *
     * @param elapsed wall time
     * @param computing part of it: computing time of the passes, divided by the number of concurrent tasks
     * @param optimizing part of it: time of the optimizer
     * @param exchanging part of it: time in which a task exchanged sums with the others; zero where a step is a Spark job
     * @param auditedBlocks blocks that were computed a second time, with bit-identical results
     * @param auditedElsewhere how many of them on another executor than the first time
     */
    public record Work(
            Duration elapsed,
            Duration computing,
            Duration optimizing,
            Duration exchanging,
            int auditedBlocks,
            int auditedElsewhere)
            implements Serializable {}

    /** From 1. */
    public int number() {
        return batch.step();
    }
}
