package io.lockstep.train;

import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.GradientSource;
import java.util.function.Predicate;

/** Training: step after step, each recorded. The trainer does not know how a step is taken, nor where its gradient comes from. */
public final class Trainer {
    private final Stepper stepper;
    private final Predicate<Step> record;

    /**
     * Trains by these steps.
     *
     * @param record sees every step as soon as it is done, and says whether training goes on
     */
    public Trainer(Stepper stepper, Predicate<Step> record) {
        this.stepper = stepper;
        this.record = record;
    }

    /** Trains by exact steps on the batches of this plan. */
    public Trainer(
            BlockPlan plan, GradientSource gradients, Optimizer optimizer, Schedule schedule, Predicate<Step> record) {
        this(new GradientStepper(plan, gradients, optimizer, schedule), record);
    }

    /**
     * Takes the steps that follow the state's.
     *
     * @param steps of the whole training, those already taken among them
     * @return the state after the last
     * @throws DivergedException naming the step, where a gradient or a parameter is not finite or out of range
     */
    public OptimizerState run(OptimizerState state, int steps) {
        boolean goesOn = true;
        while (goesOn && state.step() < steps) {
            Step step = stepper.take(state, steps);
            goesOn = record.test(step);
            state = step.after();
        }
        return state;
    }
}
