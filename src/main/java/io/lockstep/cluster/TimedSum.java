package io.lockstep.cluster;

import io.lockstep.gradient.GradientSum;
import java.io.Serializable;
import java.util.function.Supplier;

/**
 * A sum of gradients with the time that its tasks took. The time travels with the sum, so that what a retried or speculative task took
 * is not counted twice.
 *
 * @param sum of some blocks
 * @param nanoseconds of all tasks together
 */
public record TimedSum(GradientSum sum, long nanoseconds) implements Serializable {

    /** In a task: computes the sum and takes the time. */
    public static TimedSum of(Supplier<GradientSum> work) {
        long start = System.nanoTime();
        GradientSum sum = work.get();
        return new TimedSum(sum, System.nanoTime() - start);
    }

    /** Adds the sum of other blocks of the same batch. */
    public TimedSum merge(TimedSum other) {
        return new TimedSum(sum.merge(other.sum), nanoseconds + other.nanoseconds);
    }
}
