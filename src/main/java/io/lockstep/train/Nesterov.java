package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import io.lockstep.train.OptimizerState.Slot;
import java.util.List;

/**
 * Nesterov's accelerated gradient (1983) in the form of a momentum (Sutskever et al., <i>On the importance of initialization
 * and momentum in deep learning</i>, 2013, eq. 3 and 4), as {@code torch.optim.SGD(lr, momentum, weight_decay,
 * nesterov=True)} has it: the parameters kept are those at which the gradient is taken, one look ahead, and the learning rate
 * is outside of the velocity.
 *
 * <pre>
 * d = g + weightDecay p
 * velocity = momentum velocity + d       from 0
 * p = p - learningRate (d + momentum velocity)
 * </pre>
 *
 * @param momentum factor of the previous velocity, from 0 to below 1
 * @param weightDecay of the L2 penalty {@code weightDecay / 2 ‖p‖²}, whose gradient is added; 0 for none
 */
public record Nesterov(double momentum, double weightDecay) implements Optimizer {
    private static final String VELOCITY = "momentum";

    public Nesterov {
        Setting.requireShare("momentum", momentum);
        Setting.requireNotNegative("weight decay", weightDecay);
    }

    @Override
    public List<String> slots() {
        return List.of(VELOCITY);
    }

    @Override
    public OptimizerState step(OptimizerState state, Gradient gradient, double learningRate) {
        float[] values = state.parameters().values();
        float[] next = new float[values.length];
        double[] velocity = state.slot(VELOCITY).clone();
        for (int i = 0; i < next.length; i++) {
            double d = gradient.values()[i] + weightDecay * values[i];
            velocity[i] = momentum * velocity[i] + d;
            next[i] = (float) (values[i] - learningRate * (d + momentum * velocity[i]));
        }
        return state.next(next, new Slot(VELOCITY, velocity));
    }
}
