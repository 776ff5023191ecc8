package io.lockstep.train;

import io.lockstep.network.Parameters;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a step: a line of {@code steps.jsonl}.
 *
 * @param step from 1
 * @param epoch the epoch that it belongs to, from 1; 0 in lines of earlier builds
 * @param exampleCount examples of the batch
 * @param learningRate of the step
 * @param loss mean loss over the batch, before the step
 * @param gradientNorm Euclidean norm of the gradient, before clipping
 * @param tensorGradientNorm the same of each tensor, {@code w1, b1, w2, ...}; absent from lines of earlier builds
 * @param parametersSha256 SHA-256 of the parameters after the step, as little-endian floats
 * @param tensorSha256 the same of each tensor, {@code w1, b1, w2, ...}; absent from lines of earlier builds
 * @param milliseconds wall time
 * @param computeMilliseconds of it, the tasks' own time in the passes, spread over the slots they had
 * @param driverMilliseconds of it, the optimizer's
 * @param exchangeMilliseconds of it, what a task needed to exchange the sums with the others; 0 where a step is a Spark job
 * @param auditedBlocks blocks that were computed twice, bit-identical
 * @param auditedElsewhere how many of them on another executor than before
 */
public record StepRecord(
        int step,
        int epoch,
        long exampleCount,
        double learningRate,
        double loss,
        double gradientNorm,
        @Nullable Map<String, Double> tensorGradientNorm,
        String parametersSha256,
        @Nullable Map<String, String> tensorSha256,
        double milliseconds,
        double computeMilliseconds,
        double driverMilliseconds,
        double exchangeMilliseconds,
        int auditedBlocks,
        int auditedElsewhere)
        implements Serializable {

    /** Of a step as it happened. */
    public static StepRecord of(Step step) {
        return of(step, step.work().elapsed());
    }

    /** The same, of which more than the trainer's part is to be told. */
    public static StepRecord of(Step step, Duration elapsed) {
        Parameters after = step.after().parameters();
        Step.Work work = step.work();
        return new StepRecord(
                step.number(),
                step.epoch(),
                step.batch().exampleCount(),
                step.learningRate(),
                step.gradient().loss(),
                step.gradient().norm(),
                step.gradient().tensorNorms(),
                after.sha256(),
                after.tensorSha256(),
                elapsed.toNanos() / 1e6,
                work.computing().toNanos() / 1e6,
                work.optimizing().toNanos() / 1e6,
                work.exchanging().toNanos() / 1e6,
                work.auditedBlocks(),
                work.auditedElsewhere());
    }
}
