package io.lockstep.train;

import io.lockstep.block.Batch;
import io.lockstep.gradient.Gradient;
import java.time.Duration;

/**
 * One step of training, as it happened.
 *
 * @param epoch that the batch belongs to, from 1
 * @param batch whose gradient was taken
 * @param before where the gradient was taken
 * @param gradient of the mean loss
 * @param learningRate of the step
 * @param after what the optimizer made of them
 * @param work what it took
 */
public record Step(
        int epoch,
        Batch batch,
        OptimizerState before,
        Gradient gradient,
        double learningRate,
        OptimizerState after,
        Work work) {

    /**
     * What a step took.
     *
     * @param elapsed wall time
     * @param computing of it, the passes' own time, spread over the tasks that ran at once
     * @param optimizing of it, the optimizer's
     * @param auditedBlocks blocks that were computed a second time, with the same bits
     * @param auditedElsewhere how many of them on another executor than the first time
     */
    public record Work(
            Duration elapsed, Duration computing, Duration optimizing, int auditedBlocks, int auditedElsewhere) {}

    /** From 1. */
    public int number() {
        return batch.step();
    }
}
