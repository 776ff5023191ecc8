package io.lockstep.train;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.Gradient;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rounds of local steps: partitions synchronise only every few steps (local SGD: Stich, <i>Local SGD converges fast and
 * communicates little</i>, 2019), weighted by examples. Cheaper than a {@link GradientStepper}, but not equivalent: between two
 * synchronisations no gradient is that of the batch, and the result depends on the distribution of the blocks over partitions.
 */
public final class LocalStepper implements Stepper {
    private final BlockPlan plan;
    private final LocalRounds rounds;
    private final int localSteps;
    private final Schedule schedule;

    /**
     * Rounds over the batches of this plan.
     *
     * @param localSteps steps that each partition takes between two synchronisations; fewer where an epoch or the training ends
     */
    public LocalStepper(BlockPlan plan, LocalRounds rounds, int localSteps, Schedule schedule) {
        this.plan = plan;
        this.rounds = rounds;
        this.localSteps = localSteps;
        this.schedule = schedule;
    }

    /** Takes the round that follows the state's step. The result counts as one step, the last of the round. */
    @Override
    public Step take(OptimizerState state, int until, int steps, StepObserver observer) {
        Step step = take(state, steps);
        observer.taken(step);
        return step;
    }

    private Step take(OptimizerState state, int steps) {
        long start = System.nanoTime();
        int first = state.step() + 1;
        int endOfEpoch = plan.epoch(first) * plan.stepsPerEpoch();
        int last = Math.min(first + localSteps - 1, Math.min(endOfEpoch, steps));
        List<Batch> batches =
                IntStream.rangeClosed(first, last).mapToObj(plan::batch).toList();
        List<Double> learningRates = IntStream.rangeClosed(first, last)
                .mapToObj(step -> schedule.learningRate(step, steps))
                .toList();
        LocalRounds.Outcome outcome = rounds.take(state, batches, learningRates);
        OptimizerState next = outcome.state().at(last);
        return new Step(
                plan.epoch(first),
                new Batch(last, union(batches), outcome.exampleCount()),
                state.parameters(),
                movement(state, next, learningRates, outcome),
                learningRates.get(learningRates.size() - 1),
                next,
                new Step.Work(
                        Duration.ofNanos(System.nanoTime() - start),
                        outcome.computing(),
                        Duration.ZERO,
                        Duration.ZERO,
                        0,
                        0));
    }

    private static BitSet union(List<Batch> batches) {
        BitSet blocks = new BitSet();
        batches.forEach(batch -> blocks.or(batch.blocks()));
        return blocks;
    }

    /** The gradient for which plain gradient descent would have reached the same parameters; no such gradient was computed. */
    private static Gradient movement(
            OptimizerState before, OptimizerState after, List<Double> learningRates, LocalRounds.Outcome outcome) {
        double rates = learningRates.stream().mapToDouble(Double::doubleValue).sum();
        float[] from = before.parameters().values();
        float[] to = after.parameters().values();
        double[] values = new double[from.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((double) from[i] - to[i]) / rates;
        }
        return new Gradient(before.parameters().architecture(), values, outcome.loss(), outcome.exampleCount());
    }
}
