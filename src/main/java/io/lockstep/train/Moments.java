package io.lockstep.train;

import io.lockstep.train.OptimizerState.Slot;
import java.util.List;

/**
 * The part that {@link Adam} and {@link AdamW} share: running means of the gradient and of its square, and the direction computed from
 * them (Kingma and Ba, <i>Adam: a method for stochastic optimization</i>, 2015, algorithm 1). Step {@code t} counts from 1:
 *
 * <pre>
 * m = beta1 m + (1 - beta1) d         from 0
 * v = beta2 v + (1 - beta2) d²        from 0
 * mHat = m / (1 - beta1^t)            the mean of t gradients, whose weights add to 1
 * vHat = v / (1 - beta2^t)
 * direction = mHat / (sqrt(vHat) + epsilon)
 * </pre>
 *
 * <p>The powers are {@link StrictMath#pow}'s: {@link Math#pow} may differ in some bits on another machine, and a running product
 * would be one more thing to save.
 */
final class Moments {
    static final List<String> SLOTS = List.of("m", "v");

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double[] m;
    private final double[] v;
    private final double mWeights;
    private final double vWeights;

    /** A copy of the state's moments, before the next gradient. */
    Moments(OptimizerState state, double beta1, double beta2, double epsilon) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        m = state.slot("m").clone();
        v = state.slot("v").clone();
        int t = state.step() + 1;
        mWeights = 1 - StrictMath.pow(beta1, t);
        vWeights = 1 - StrictMath.pow(beta2, t);
    }

    static void require(double beta1, double beta2, double epsilon) {
        Setting.requireShare("beta1", beta1);
        Setting.requireShare("beta2", beta2);
        Setting.requirePositive("epsilon", epsilon); // with 0, a parameter without a gradient would become 0 / 0
    }

    /** Adds the gradient and computes the direction. One operation per loop, so that the compiler vectorises it. */
    double[] directions(double[] d) {
        for (int i = 0; i < d.length; i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * d[i];
        }
        for (int i = 0; i < d.length; i++) {
            v[i] = beta2 * v[i] + (1 - beta2) * d[i] * d[i];
        }
        double[] directions = new double[d.length];
        for (int i = 0; i < d.length; i++) {
            directions[i] = m[i] / mWeights / (Math.sqrt(v[i] / vWeights) + epsilon);
        }
        return directions;
    }

    /** The slots of the next state, after the gradient was added. */
    Slot[] slots() {
        return new Slot[] {new Slot("m", m), new Slot("v", v)};
    }
}
