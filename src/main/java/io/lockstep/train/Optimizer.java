package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;

/** Turns a gradient into the next parameters: on the driver, elementwise, in a fixed order. */
public interface Optimizer {

    /** The parameters after this step. */
    Parameters step(Parameters parameters, Gradient gradient);
}
