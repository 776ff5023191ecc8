package io.lockstep.train;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.ExampleCountException;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import java.time.Duration;
import java.util.function.Predicate;

/** Training: a batch, its gradient, a step. The trainer does not know where its gradients come from. */
public final class Trainer {
    private final BlockPlan plan;
    private final GradientSource gradients;
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final Predicate<Step> record;

    /**
     * Trains on the batches of this plan.
     *
     * @param record sees every step as soon as it is done, and says whether training goes on
     */
    public Trainer(
            BlockPlan plan, GradientSource gradients, Optimizer optimizer, Schedule schedule, Predicate<Step> record) {
        this.plan = plan;
        this.gradients = gradients;
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.record = record;
    }

    /** Takes the steps, from the initial parameters. As {@link #run(OptimizerState, int)} with no step taken. */
    public Parameters run(Parameters initial, int steps) {
        return run(optimizer.initial(initial), steps).parameters();
    }

    /**
     * Takes the steps that follow the state's.
     *
     * @param steps of the whole training, those already taken among them
     * @return the state after the last
     * @throws ExampleCountException naming the step, where a gradient is not over every example of its batch once
     * @throws DivergedException naming the step, where a gradient or a parameter is not finite or out of range
     */
    public OptimizerState run(OptimizerState state, int steps) {
        boolean goesOn = true;
        while (goesOn && state.step() < steps) {
            Step step = take(state, steps);
            goesOn = record.test(step);
            state = step.after();
        }
        return state;
    }

    private Step take(OptimizerState state, int steps) {
        long start = System.nanoTime();
        Batch batch = plan.batch(state.step() + 1);
        double learningRate = schedule.learningRate(batch.step(), steps);
        Gradient gradient = mean(state.parameters(), batch);
        long gradientDone = System.nanoTime();
        OptimizerState next = optimizer.step(state, gradient, learningRate);
        long done = System.nanoTime();
        DivergedException.requireFinite(next.parameters(), batch.step());
        return new Step(
                plan.epoch(batch.step()),
                batch,
                state,
                gradient,
                learningRate,
                next,
                Duration.ofNanos(done - start),
                Duration.ofNanos(done - gradientDone));
    }

    private Gradient mean(Parameters parameters, Batch batch) {
        GradientSum sum = gradients.gradientSum(parameters, batch);
        if (sum.exampleCount() != batch.exampleCount()) {
            throw new ExampleCountException(batch.step(), batch.exampleCount(), sum.exampleCount());
        }
        return sum.mean(batch.step());
    }
}
