package io.lockstep.train;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.Computed;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.ExampleCountException;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import java.time.Duration;

/** The exact step: a batch, the gradient of its mean loss, and the optimizer's update. */
public final class GradientStepper implements Stepper {
    private final BlockPlan plan;
    private final GradientSource gradients;
    private final Optimizer optimizer;
    private final Schedule schedule;

    /** Takes steps over the batches of this plan. */
    public GradientStepper(BlockPlan plan, GradientSource gradients, Optimizer optimizer, Schedule schedule) {
        this.plan = plan;
        this.gradients = gradients;
        this.optimizer = optimizer;
        this.schedule = schedule;
    }

    /**
     * Takes one step.
     *
     * @throws ExampleCountException naming the step, if a gradient does not contain each example of its batch exactly once
     */
    @Override
    public Step take(OptimizerState state, int until, int steps, StepObserver observer) {
        Step step = take(state, steps);
        observer.taken(step);
        return step;
    }

    private Step take(OptimizerState state, int steps) {
        long start = System.nanoTime();
        Batch batch = plan.batch(state.step() + 1);
        double learningRate = schedule.learningRate(batch.step(), steps);
        Computed computed = gradients.compute(state.parameters(), batch);
        Gradient gradient = mean(computed, batch);
        long gradientDone = System.nanoTime();
        OptimizerState next = optimizer.step(state, gradient, learningRate);
        long done = System.nanoTime();
        DivergedException.requireFinite(next.parameters(), batch.step());
        return new Step(
                plan.epoch(batch.step()),
                batch,
                state.parameters(),
                gradient,
                learningRate,
                next,
                new Step.Work(
                        Duration.ofNanos(done - start),
                        computed.computing(),
                        Duration.ofNanos(done - gradientDone),
                        computed.exchanging(),
                        computed.auditedBlocks(),
                        computed.auditedElsewhere()));
    }

    private static Gradient mean(Computed computed, Batch batch) {
        long exampleCount = computed.sum().exampleCount();
        if (exampleCount != batch.exampleCount()) {
            throw new ExampleCountException(batch.step(), batch.exampleCount(), exampleCount);
        }
        return computed.sum().mean(batch.step());
    }
}
