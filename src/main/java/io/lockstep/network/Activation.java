package io.lockstep.network;

import io.lockstep.data.Spelling;

/** Activation function of the hidden layers. */
public enum Activation {
    /** {@code max(x, 0)}. */
    RELU(0f),
    /** {@code max(x, 0) - 0.5}: the lesson's variant, with activations whose mean is near zero. */
    SHIFTED_RELU(0.5f);

    private final float shift;

    Activation(float shift) {
        this.shift = shift;
    }

    /** What is subtracted after the rectifier. */
    public float shift() {
        return shift;
    }

    /** As in configuration: {@code relu}, {@code shifted-relu}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
