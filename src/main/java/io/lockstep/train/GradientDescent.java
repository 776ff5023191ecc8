package io.lockstep.train;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;

/**
 * {@code p - learningRate * gradient}, in double, rounded once to float.
 *
 * @param learningRate above 0
 */
public record GradientDescent(double learningRate) implements Optimizer {

    @Override
    public Parameters step(Parameters parameters, Gradient gradient) {
        float[] values = parameters.values();
        float[] next = new float[values.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = (float) (values[i] - learningRate * gradient.values()[i]);
        }
        return new Parameters(parameters.architecture(), next);
    }
}
