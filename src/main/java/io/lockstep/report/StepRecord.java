package io.lockstep.report;

/**
 * One line of {@code steps.jsonl}.
 *
 * @param step from 1
 * @param loss mean loss over the batch, before the step
 * @param gradientNorm Euclidean norm of the gradient
 * @param parametersSha256 SHA-256 of the parameters after the step, as little-endian floats
 * @param milliseconds wall time
 * @param auditedBlocks blocks that were computed twice, with the same bits
 * @param auditedElsewhere how many of them on another executor than before
 */
public record StepRecord(
        int step,
        double loss,
        double gradientNorm,
        String parametersSha256,
        double milliseconds,
        int auditedBlocks,
        int auditedElsewhere) {}
