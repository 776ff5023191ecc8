package io.lockstep.train;

import io.lockstep.gradient.DivergedException;

/** Takes what follows a state: a step, or a round of steps that have one result. */
public interface Stepper {

    /**
     * Takes the step or the round that follows the state's step.
     *
     * @param steps of the whole training: the learning rate depends on how many there are, and a round does not go beyond them
     * @throws DivergedException naming the step, where a gradient or a parameter is not finite or out of range
     */
    Step take(OptimizerState state, int steps);
}
