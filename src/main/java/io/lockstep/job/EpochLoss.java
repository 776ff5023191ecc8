package io.lockstep.job;

import io.lockstep.report.StepRecord;
import java.util.List;

/**
 * The training loss of an epoch: the mean over the examples of its steps, of which each has counted with the parameters before its step.
 * A fold over the recorded steps, so that a resumed run has the same, bit for bit.
 */
public final class EpochLoss {
    private int epoch;
    private long exampleCount;
    private double mean;

    /** That of the last epoch of these steps, whole or not. */
    public static double ofLast(List<StepRecord> steps) {
        EpochLoss loss = new EpochLoss();
        steps.forEach(loss::add);
        return loss.mean();
    }

    /** Adds the next step. */
    void add(StepRecord step) {
        if (step.epoch() != epoch) {
            epoch = step.epoch();
            exampleCount = 0;
            mean = 0;
        }
        exampleCount += step.exampleCount();
        mean += (step.loss() - mean) * ((double) step.exampleCount() / exampleCount); // of one step: its own loss
    }

    /** The mean loss of the epoch, so far. */
    double mean() {
        return mean;
    }
}
