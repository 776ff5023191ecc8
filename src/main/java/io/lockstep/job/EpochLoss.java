package io.lockstep.job;

import io.lockstep.train.StepRecord;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** That of each epoch of these steps, in their order. */
    public static double[] ofEach(List<StepRecord> steps) {
        EpochLoss loss = new EpochLoss();
        SortedMap<Integer, Double> epochs = new TreeMap<>();
        for (StepRecord step : steps) {
            loss.add(step);
            epochs.put(step.epoch(), loss.mean());
        }
        return epochs.values().stream().mapToDouble(Double::doubleValue).toArray();
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
