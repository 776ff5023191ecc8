package io.lockstep.cluster.round;

import io.lockstep.train.StepRecord;
import java.time.Duration;

/** How long the steps take, and how long a task may therefore wait for another. */
final class Pace {
    private static final Duration AT_LEAST = Duration.ofSeconds(30);
    private static final Duration UNKNOWN = Duration.ofMinutes(2); // as spark.network.timeout
    private static final int TIMES = 10;
    private static final double KEPT = 0.9;

    private double milliseconds; // of the slowest of the last steps

    /** A step was taken. */
    void add(StepRecord step) {
        milliseconds = Math.max(step.milliseconds(), KEPT * milliseconds);
    }

    /**
     * How long a task waits.
     *
     * @param set zero for automatic
     */
    Duration timeout(Duration set) {
        if (!set.isZero()) {
            return set;
        }
        if (milliseconds == 0) {
            return UNKNOWN;
        }
        Duration slow = Duration.ofMillis((long) (TIMES * milliseconds));
        return slow.compareTo(AT_LEAST) > 0 ? slow : AT_LEAST;
    }
}
