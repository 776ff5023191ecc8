package io.lockstep.ml;

import io.lockstep.check.Verification;
import io.lockstep.job.EpochLoss;
import io.lockstep.report.EpochRecord;
import io.lockstep.train.StepRecord;
import java.time.Duration;
import java.util.List;

/**
 * What happened in a training.
 *
 * @param steps each with its loss, the norm of its gradient and the SHA-256 of its parameters
 * @param evaluations on the validation rows, after each epoch; empty without validation rows
 * @param verifications the agreement of each checked gradient with the independent computations; empty where none was asked for
 * @param elapsed wall time, reading the rows included
 */
public record LockstepTrainingSummary(
        List<StepRecord> steps, List<EpochRecord> evaluations, List<Verification> verifications, Duration elapsed) {

    /** The mean training loss of each epoch, over its examples. */
    public double[] objectiveHistory() {
        return EpochLoss.ofEach(steps);
    }

    /** Number of epochs that were begun. */
    public int totalIterations() {
        return objectiveHistory().length;
    }
}
