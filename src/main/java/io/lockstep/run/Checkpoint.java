package io.lockstep.run;

import io.lockstep.network.Parameters;
import io.lockstep.train.OptimizerState;

/**
 * Where a run can go on: with the same steps, to the last bit.
 *
 * @param state parameters and what the optimizer remembers; before the first step or after any
 */
public record Checkpoint(OptimizerState state) {

    /** The last step that was taken; 0 before the first. */
    public int step() {
        return state.step();
    }

    /** The parameters after it. */
    public Parameters parameters() {
        return state.parameters();
    }
}
