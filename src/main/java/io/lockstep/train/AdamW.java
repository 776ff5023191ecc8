package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import java.util.List;

/**
 * Adam with weight decay decoupled from the gradient (Loshchilov and Hutter, <i>Decoupled weight decay regularization</i>,
 * 2019, algorithm 2), as {@code torch.optim.AdamW} without {@code amsgrad}, that is, with a decay that follows the learning
 * rate; the direction is that of {@link Moments}:
 *
 * <pre>
 * p = (1 - learningRate weightDecay) p - learningRate direction(g)
 * </pre>
 *
 * @param beta1 decay rate of the mean gradient, from 0 to below 1; 0.9 in the paper
 * @param beta2 decay rate of the mean squared gradient, from 0 to below 1; 0.999 in the paper
 * @param epsilon added to the root of the mean square, above 0; 1e-8 in the paper
 * @param weightDecay the share of each parameter that a learning rate of 1 would take away in a step; 0 for none
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {

    public AdamW {
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
        Moments moments = new Moments(state, beta1, beta2, epsilon);
        double[] directions = moments.directions(gradient.values());
        double kept = 1 - learningRate * weightDecay;
        for (int i = 0; i < next.length; i++) {
            next[i] = (float) (kept * values[i] - learningRate * directions[i]);
        }
        return state.next(next, moments.slots());
    }
}
