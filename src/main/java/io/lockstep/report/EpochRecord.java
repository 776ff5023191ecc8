package io.lockstep.report;

import io.lockstep.metric.Evaluation;
import io.lockstep.network.Parameters;
import java.util.List;

/**
 * One line of {@code epochs.jsonl}: the network after an epoch, on the validation set.
 *
 * @param epoch how many times every example has been taken
 * @param step the last one of the epoch
 * @param heldOut loss, accuracy or errors, and activations on the validation set; without what is only drawn
 * @param parameters how each tensor's values are distributed
 * @param milliseconds wall time of the evaluation
 */
public record EpochRecord(
        int epoch, int step, Evaluation heldOut, List<TensorStatistics> parameters, double milliseconds) {

    /** Of these parameters, as they were evaluated. */
    public static EpochRecord of(int epoch, int step, Parameters parameters, Evaluation heldOut, double milliseconds) {
        return new EpochRecord(epoch, step, heldOut.withoutPlots(), TensorStatistics.of(parameters), milliseconds);
    }
}
