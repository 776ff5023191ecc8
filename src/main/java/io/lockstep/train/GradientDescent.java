package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import java.util.List;

/**
 * Steepest descent (Cauchy 1847), as {@code torch.optim.SGD(lr, weight_decay)}:
 *
 * <pre>
 * d = g + weightDecay p
 * p = p - learningRate d
 * </pre>
 *
 * @param weightDecay of the L2 penalty {@code weightDecay / 2 ‖p‖²}, whose gradient is added; 0 for none
 */
public record GradientDescent(double weightDecay) implements Optimizer {

    public GradientDescent {
        Setting.requireNotNegative("weight decay", weightDecay);
    }

    /** Without weight decay. */
    public GradientDescent() {
        this(0);
    }

    @Override
    public List<String> slots() {
        return List.of();
    }

    @Override
    public OptimizerState step(OptimizerState state, Gradient gradient, double learningRate) {
        float[] values = state.parameters().values();
        float[] next = new float[values.length];
        for (int i = 0; i < next.length; i++) {
            double d = gradient.values()[i] + weightDecay * values[i];
            next[i] = (float) (values[i] - learningRate * d);
        }
        return state.next(next);
    }
}
