package io.lockstep.network;

import io.lockstep.data.Spelling;

/** Loss function; each is a mean over the examples. */
public enum Loss {
    /** Mean squared error of a single output against the label as a number, as in the lesson. */
    MSE,
    /** Cross-entropy of the softmax over one output a class. */
    CROSS_ENTROPY;

    /** As in configuration: {@code mse}, {@code cross-entropy}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
