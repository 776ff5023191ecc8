package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import java.io.Serializable;
import java.util.List;

/**
 * Computes the next parameters from a gradient, elementwise and in a fixed order. A pure function of its arguments;
 * all its state is in the {@link OptimizerState}, so that a run resumed from a saved state is bit-identical.
 *
 * <p>The formulas use {@code + - * /} and {@link Math#sqrt} of doubles, which Java rounds correctly on every machine, and
 * {@link StrictMath}, whose results are specified to the bit. Each parameter is rounded to float once a step.
 */
public interface Optimizer extends Serializable {

    /** Names of the slots, in order; empty for an optimizer without state. */
    List<String> slots();

    /** The state before the first step: every slot is 0. */
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
     * The state after one more step; the given state is not modified.
     *
     * @param gradient at the state's parameters
     * @throws IllegalArgumentException if the state lacks one of the slots, because it belongs to another optimizer
     */
    OptimizerState step(OptimizerState state, Gradient gradient, double learningRate);
}
