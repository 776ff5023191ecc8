package io.lockstep.metric;

import org.jspecify.annotations.Nullable;

/**
 * How well classes are predicted.
 *
 * @param accuracy share of correctly predicted examples, 0 .. 1
 * @param confusion confusion matrix
 * @param twoClasses the ranking by the second class's score, where the network has two classes and both occur
 */
public record Classification(
        double accuracy, Confusion confusion, @Nullable TwoClasses twoClasses) implements Quality {

    /** Of counts alone. */
    public static Classification of(Confusion confusion, @Nullable TwoClasses twoClasses) {
        return new Classification((double) confusion.correct() / confusion.total(), confusion, twoClasses);
    }
}
