package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import io.lockstep.train.OptimizerState.Slot;
import java.util.List;

/**
 * The heavy ball (Polyak, <i>Some methods of speeding up the convergence of iteration methods</i>, 1964), as
 * {@code torch.optim.SGD(lr, momentum, weight_decay)}, that is, with the learning rate outside of the velocity, so that a
 * change of it acts at once:
 *
 * <pre>
 * d = g + weightDecay p
 * velocity = momentum velocity + d       from 0
 * p = p - learningRate velocity
 * </pre>
 *
 * @param momentum factor of the previous velocity, from 0 to below 1
 * @param weightDecay of the L2 penalty {@code weightDecay / 2 ‖p‖²}, whose gradient is added; 0 for none
 */
public record Momentum(double momentum, double weightDecay) implements Optimizer {
    private static final String VELOCITY = "momentum";

    public Momentum {
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
            next[i] = (float) (values[i] - learningRate * velocity[i]);
        }
        return state.next(next, new Slot(VELOCITY, velocity));
    }
}
