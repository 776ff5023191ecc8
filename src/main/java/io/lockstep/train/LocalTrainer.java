package io.lockstep.train;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.Gradient;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Training in which partitions come together only every few steps (local SGD: Stich, <i>Local SGD converges fast and
 * communicates little</i>, 2019), weighted by examples. Cheaper than {@link Trainer}, and another thing: between two meetings no
 * gradient is that of the batch, and the result depends on how the blocks are spread.
 */
public final class LocalTrainer {
    private final BlockPlan plan;
    private final LocalRounds rounds;
    private final int localSteps;
    private final Schedule schedule;
    private final Predicate<Step> record;

    /**
     * Trains on the batches of this plan.
     *
     * @param localSteps how many each partition takes by itself; fewer where an epoch or the training ends
     * @param record sees every round as soon as it is done, and says whether training goes on
     */
    public LocalTrainer(BlockPlan plan, LocalRounds rounds, int localSteps, Schedule schedule, Predicate<Step> record) {
        this.plan = plan;
        this.rounds = rounds;
        this.localSteps = localSteps;
        this.schedule = schedule;
        this.record = record;
    }

    /**
     * Takes the rounds that follow the state's step.
     *
     * @param steps of the whole training, those already taken among them
     * @return the state after the last
     * @throws DivergedException naming the step, where a gradient or a parameter is not finite or out of range
     */
    public OptimizerState run(OptimizerState state, int steps) {
        boolean goesOn = true;
        while (goesOn && state.step() < steps) {
            Step round = take(state, steps);
            goesOn = record.test(round);
            state = round.after();
        }
        return state;
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
                state,
                movement(state, next, learningRates, outcome),
                learningRates.get(learningRates.size() - 1),
                next,
                Duration.ofNanos(System.nanoTime() - start),
                Duration.ZERO);
    }

    private static BitSet union(List<Batch> batches) {
        BitSet blocks = new BitSet();
        batches.forEach(batch -> blocks.or(batch.blocks()));
        return blocks;
    }

    /** The gradient with which plain descent would have come as far: there is none that was taken. */
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
