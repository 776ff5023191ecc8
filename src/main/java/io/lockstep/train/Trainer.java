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
import java.util.function.Consumer;

/** Training on full batches. The trainer does not know where its gradients come from. */
public final class Trainer {
    private final BlockPlan plan;
    private final GradientSource gradients;
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final Consumer<Step> record;

    /**
     * Trains on these blocks.
     *
     * @param record sees every step as soon as it is done; what it throws ends the training
     */
    public Trainer(
            BlockPlan plan, GradientSource gradients, Optimizer optimizer, Schedule schedule, Consumer<Step> record) {
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
     * @throws ExampleCountException naming the step, where a gradient is not over every example once
     * @throws DivergedException naming the step, where one is not finite or out of range
     */
    public OptimizerState run(OptimizerState state, int steps) {
        for (int number = state.step() + 1; number <= steps; number++) {
            long start = System.nanoTime();
            Batch batch = plan.fullBatch(number);
            Gradient gradient = mean(state.parameters(), batch);
            OptimizerState next = optimizer.step(state, gradient, schedule.learningRate(number, steps));
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            record.accept(new Step(number, batch, state.parameters(), gradient, next.parameters(), elapsed));
            state = next;
        }
        return state;
    }

    private Gradient mean(Parameters parameters, Batch batch) {
        GradientSum sum = gradients.gradientSum(parameters, batch);
        if (sum.exampleCount() != batch.exampleCount()) {
            throw new ExampleCountException(batch.step(), batch.exampleCount(), sum.exampleCount());
        }
        try {
            return sum.mean();
        } catch (DivergedException e) {
            throw e.inStep(batch.step());
        }
    }
}
