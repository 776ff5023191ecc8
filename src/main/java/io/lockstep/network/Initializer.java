package io.lockstep.network;

import io.lockstep.data.Spelling;
import java.util.Random;

/** Weight initialisation: normally distributed with mean 0; biases are 0. A weight is (in, out). */
public enum Initializer {
    /** Standard deviation {@code sqrt(1 / in)}: preserves the variance through a linear layer (Glorot and Bengio 2010). */
    XAVIER,
    /** Standard deviation {@code sqrt(2 / in)}: preserves the variance through linear and ReLU, forward (He et al. 2015, eq. 10). */
    KAIMING_FAN_IN,
    /** Standard deviation {@code sqrt(2 / out)}: preserves the variance of the gradients, backward (He et al. 2015, eq. 14). */
    KAIMING_FAN_OUT;

    /** Standard deviation of the initial values of a weight (in, out). */
    public double deviation(int in, int out) {
        return switch (this) {
            case XAVIER -> Math.sqrt(1.0 / in);
            case KAIMING_FAN_IN -> Math.sqrt(2.0 / in);
            case KAIMING_FAN_OUT -> Math.sqrt(2.0 / out);
        };
    }

    /** Draws a weight (in, out), row-major, into an array from an offset on. */
    public void draw(float[] values, int offset, int in, int out, Random random) {
        double deviation = deviation(in, out);
        int end = offset + in * out;
        for (int i = offset; i < end; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
    }

    /** As in configuration: {@code xavier}, {@code kaiming-fan-in}, {@code kaiming-fan-out}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
