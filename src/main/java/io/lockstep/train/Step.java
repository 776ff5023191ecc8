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
 * @param elapsed wall time
 * @param optimizing of it, the time that the optimizer took
 */
public record Step(
        int epoch,
        Batch batch,
        OptimizerState before,
        Gradient gradient,
        double learningRate,
        OptimizerState after,
        Duration elapsed,
        Duration optimizing) {

    /** From 1. */
    public int number() {
        return batch.step();
    }
}
