package io.lockstep.config;

import io.lockstep.data.Spelling;

/** Optimizers. */
public enum OptimizerName {
    /** Plain gradient descent. */
    SGD,
    /** With momentum. */
    MOMENTUM,
    /** With Nesterov's momentum. */
    NESTEROV,
    /** Adam. */
    ADAM,
    /** Adam with decoupled weight decay. */
    ADAMW;

    /** As in configuration: {@code sgd}, {@code adamw}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
