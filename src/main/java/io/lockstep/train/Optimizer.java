package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import java.io.Serializable;
import java.util.List;

/**
 * Turns a gradient into the next parameters: on the driver, elementwise, in a fixed order. A function of its arguments alone;
 * all that it remembers is in the {@link OptimizerState}, so that a run goes on from a saved one with the same bits.
 *
 * <p>The formulas use {@code + - * /} and {@link Math#sqrt} of doubles, which Java rounds correctly on every machine, and
 * {@link StrictMath}, whose results are specified to the bit. Each parameter is rounded to float once a step.
 */
public interface Optimizer extends Serializable {

    /** Names of the arrays that it keeps between steps, in their order; none where nothing is remembered. */
    List<String> slots();

    /** Before the first step: every slot is 0. */
    default OptimizerState initial(Parameters parameters) {
        int count = parameters.values().length;
        return new OptimizerState(
                parameters,
                slots().stream()
                        .map(name -> new OptimizerState.Slot(name, new double[count]))
                        .toList(),
                0);
    }

    /**
     * The state after one more step; the one before is not touched.
     *
     * @param gradient at the state's parameters
     * @throws IllegalArgumentException if the state lacks one of the slots: it is another optimizer's
     */
    OptimizerState step(OptimizerState state, Gradient gradient, double learningRate);
}
