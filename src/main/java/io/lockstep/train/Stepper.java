package io.lockstep.train;

import io.lockstep.gradient.DivergedException;

/** Takes the next step from a state, or several in a row. */
public interface Stepper {

    /**
     * Takes at least the step that follows the state's.
     *
     * @param until number of the last step that may be taken
     * @param steps total number of steps: the learning rate depends on it
     * @param observer sees each step as soon as it is taken
     * @return the last step that was taken
     * @throws DivergedException naming the step, if a gradient or a parameter is not finite or out of range
     */
    Step take(OptimizerState state, int until, int steps, StepObserver observer);
}
