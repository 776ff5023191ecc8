package io.lockstep.train;

import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.GradientSource;
import java.util.function.Predicate;

/** The training loop: takes and records each step. It does not depend on how a step is taken or where its gradient comes from. */
public final class Trainer {
    private final Stepper stepper;
    private final StepObserver observer;

    /** Trains with this stepper. */
    public Trainer(Stepper stepper, StepObserver observer) {
        this.stepper = stepper;
        this.observer = observer;
    }

    /**
     * Trains with this stepper.
     *
     * @param eachStep receives every step as soon as it is done, and returns whether training continues
     */
    public Trainer(Stepper stepper, Predicate<Step> eachStep) {
        this(stepper, StepObserver.ofEach(eachStep));
    }

    /** Trains with exact steps on the batches of this plan. */
    public Trainer(
            BlockPlan plan,
            GradientSource gradients,
            Optimizer optimizer,
            Schedule schedule,
            Predicate<Step> eachStep) {
        this(new GradientStepper(plan, gradients, optimizer, schedule), eachStep);
    }

    /**
     * Takes the steps that follow the state's.
     *
     * @param steps total number of steps, including those already taken
     * @return the state after the last
     * @throws DivergedException naming the step, if a gradient or a parameter is not finite or out of range
     */
    public OptimizerState run(OptimizerState state, int steps) {
        boolean goesOn = true;
        while (goesOn && state.step() < steps) {
            int until = observer.until(state.step() + 1, steps);
            Step last = stepper.take(state, until, steps, observer);
            goesOn = observer.reached(last);
            state = last.after();
        }
        return state;
    }
}
