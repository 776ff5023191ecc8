package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import java.util.List;

/**
 * Adam (Kingma and Ba, <i>Adam: a method for stochastic optimization</i>, 2015), as {@code torch.optim.Adam} without
 * {@code amsgrad}; the direction is that of {@link Moments}:
 *
 * <pre>
 * d = g + weightDecay p
 * p = p - learningRate direction(d)
 * </pre>
 *
 * @param beta1 decay rate of the mean gradient, from 0 to below 1; 0.9 in the paper
 * @param beta2 decay rate of the mean squared gradient, from 0 to below 1; 0.999 in the paper
 * @param epsilon added to the root of the mean square, above 0; 1e-8 in the paper
 * @param weightDecay of the L2 penalty {@code weightDecay / 2 ‖p‖²}, whose gradient is added and scaled with the rest; 0 for none
 */
public record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {

    public Adam {
        Moments.require(beta1, beta2, epsilon);
        Setting.requireNotNegative("weight decay", weightDecay);
    }

    @Override
    public List<String> slots() {
        return Moments.SLOTS;
    }

    @Override
    public OptimizerState step(OptimizerState state, Gradient gradient, double learningRate) {
        float[] values = state.parameters().values();
        float[] next = new float[values.length];
        double[] d = new double[values.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = gradient.values()[i] + weightDecay * values[i];
        }
        Moments moments = new Moments(state, beta1, beta2, epsilon);
        double[] directions = moments.directions(d);
        for (int i = 0; i < next.length; i++) {
            next[i] = (float) (values[i] - learningRate * directions[i]);
        }
        return state.next(next, moments.slots());
    }
}
