package io.lockstep.train;

import io.lockstep.gradient.DivergedException;

/** Takes the next step from a state, or a round of local steps with one result. */
public interface Stepper {

    /**
     * Takes the step or the round that follows the state's step.
     *
     * @param steps total number of steps: the learning rate depends on it, and a round does not exceed it
     * @throws DivergedException naming the step, if a gradient or a parameter is not finite or out of range
     */
    Step take(OptimizerState state, int steps);
}
