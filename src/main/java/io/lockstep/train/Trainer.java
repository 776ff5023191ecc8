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

/** Full-batch gradient descent. The trainer does not know where its gradients come from. */
public final class Trainer {
    private final BlockPlan plan;
    private final GradientSource gradients;
    private final Optimizer optimizer;
    private final Consumer<Step> record;

    /**
     * Trains on these blocks.
     *
     * @param record sees every step as soon as it is done; what it throws ends the training
     */
    public Trainer(BlockPlan plan, GradientSource gradients, Optimizer optimizer, Consumer<Step> record) {
        this.plan = plan;
        this.gradients = gradients;
        this.optimizer = optimizer;
        this.record = record;
    }

    /** Takes the steps, from the initial parameters. As {@link #run(Parameters, int, int)} with no step taken. */
    public Parameters run(Parameters initial, int steps) {
        return run(initial, 0, steps);
    }

    /**
     * Takes the steps that follow step {@code taken}, 0 where the parameters are the initial ones.
     *
     * @return the parameters after the last
     * @throws ExampleCountException naming the step, where a gradient is not over every example once
     * @throws DivergedException naming the step, where one is not finite or out of range
     */
    public Parameters run(Parameters parameters, int taken, int steps) {
        for (int number = taken + 1; number <= steps; number++) {
            long start = System.nanoTime();
            Batch batch = plan.fullBatch(number);
            Gradient gradient = mean(parameters, batch);
            Parameters next = optimizer.step(parameters, gradient);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            record.accept(new Step(number, batch, parameters, gradient, next, elapsed));
            parameters = next;
        }
        return parameters;
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
