package io.lockstep.cluster;

import io.lockstep.gradient.GradientSum;
import java.io.Serializable;
import java.util.function.Supplier;

/**
 * A sum of gradients with the time of its tasks. The time is part of the result, so that the time of a retried or speculative task
 * is not counted twice.
 *
 * @param sum of some blocks
 * @param nanoseconds total time of all tasks
 */
public record TimedSum(GradientSum sum, long nanoseconds) implements Serializable {

    /** In a task: computes the sum and measures the time. */
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
