package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import java.io.Serializable;

/**
 * Gradient clipping by L2 norm; the direction is kept (Pascanu et al., <i>On the difficulty of training recurrent
 * neural networks</i>, 2013, algorithm 1), as {@code torch.nn.utils.clip_grad_norm_}:
 *
 * <pre>
 * g = g min(1, maxNorm / (‖g‖ + 1e-6))        ‖g‖ over all parameters together
 * </pre>
 *
 * @param maxNorm above 0
 */
public record Clipping(double maxNorm) implements Serializable {
    private static final double AGAINST_ZERO = 1e-6;

    public Clipping {
        Setting.requirePositive("maximum norm", maxNorm);
    }

    /**
     * The gradient after clipping, and its norm before.
     *
     * @param gradient of the same batch and loss; unchanged if its norm was within the maximum
     * @param normBefore Euclidean norm over all parameters before clipping
     */
    public record Clipped(Gradient gradient, double normBefore) {}

    /** Clips the gradient; the given one is not modified. */
    public Clipped clip(Gradient gradient) {
        double norm = gradient.norm();
        double coefficient = maxNorm / (norm + AGAINST_ZERO);
        return new Clipped(coefficient < 1 ? scaled(gradient, coefficient) : gradient, norm);
    }

    private static Gradient scaled(Gradient gradient, double coefficient) {
        double[] values = gradient.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= coefficient;
        }
        return new Gradient(
                gradient.architecture(), values, gradient.loss(), gradient.exampleCount(), gradient.weightSum());
    }
}
