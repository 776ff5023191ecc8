package io.lockstep.network;

import io.lockstep.data.Spelling;
import java.util.Random;

/** How weights begin: normal numbers of mean 0; biases are 0. A weight is (in, out). */
public enum Initializer {
    /** Deviation {@code sqrt(1 / in)}: keeps the deviation of a linear layer's output (Glorot and Bengio 2010). */
    XAVIER,
    /** Deviation {@code sqrt(2 / in)}: keeps it through linear and ReLU, forward (He et al. 2015, eq. 10). */
    KAIMING_FAN_IN,
    /** Deviation {@code sqrt(2 / out)}: keeps the deviation of the gradients, backward (He et al. 2015, eq. 14). */
    KAIMING_FAN_OUT;

    /** Standard deviation of the normal numbers that a weight (in, out) starts with. */
    public double deviation(int in, int out) {
        return switch (this) {
            case XAVIER -> Math.sqrt(1.0 / in);
            case KAIMING_FAN_IN -> Math.sqrt(2.0 / in);
            case KAIMING_FAN_OUT -> Math.sqrt(2.0 / out);
        };
    }

    /** Draws a weight (in, out), row-major, into an array from a place on. */
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
