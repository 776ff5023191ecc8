package io.lockstep.config;

import java.util.Locale;

/** What makes a step of a gradient. */
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
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
