package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import java.util.List;

/**
 * An optimizer with gradient clipping.
 *
 * @param clipping applied to each gradient before the step
 * @param optimizer takes the step
 */
public record ClippedOptimizer(Clipping clipping, Optimizer optimizer) implements Optimizer {

    @Override
    public List<String> slots() {
        return optimizer.slots();
    }

    @Override
    public OptimizerState step(OptimizerState state, Gradient gradient, double learningRate) {
        return optimizer.step(state, clipping.clip(gradient).gradient(), learningRate);
    }
}
