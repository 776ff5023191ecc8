package io.lockstep.run;

import io.lockstep.network.Parameters;
import io.lockstep.train.OptimizerState;

/**
 * A state from which a run can be resumed, with bit-identical steps.
 *
 * @param state parameters and optimizer state; before the first step or after any
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
