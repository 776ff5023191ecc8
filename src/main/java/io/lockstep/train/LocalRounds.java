package io.lockstep.train;

import io.lockstep.block.Batch;
import java.time.Duration;
import java.util.List;

/** Local SGD: partitions train independently for some steps, then their states are averaged. */
public interface LocalRounds {

    /**
     * The result of one round.
     *
     * @param state the mean of the partitions' states, each weighted by the examples it has used
     * @param loss mean loss of those examples, each at the parameters that its partition had then
     * @param exampleCount number of those examples
     * @param computing the partitions' own time, spread over the tasks that ran at once
     */
    record Outcome(OptimizerState state, double loss, long exampleCount, Duration computing) {}

    /**
     * Starting from the same state, every partition takes a step with its own examples of each batch.
     *
     * @param learningRates of the steps
     * @throws io.lockstep.gradient.DivergedException if a partition's gradient is not finite or out of range
     */
    Outcome take(OptimizerState state, List<Batch> batches, List<Double> learningRates);
}
