package io.lockstep.cluster.round;

import io.lockstep.train.StepRecord;
import java.time.Duration;

/** How long the steps take, and how long a task may therefore wait for another. */
final class Pace {
    /** A wait that is shorter is no stall. */
    static final Duration LEAST_STALL = Duration.ofSeconds(5);

    private static final Duration STALL_OF_A_FIRST_STEP = Duration.ofSeconds(25); // two and a half heartbeats
    private static final Duration AT_LEAST = Duration.ofSeconds(30);
    private static final Duration UNKNOWN = Duration.ofMinutes(2); // as spark.network.timeout
    private static final int TIMES = 10;
    private static final double KEPT = 0.9;

    private double milliseconds; // of the slowest of the last steps

    /** A step was taken. */
    void add(StepRecord step) {
        milliseconds = Math.max(step.milliseconds(), KEPT * milliseconds);
    }

    /** How long the slowest of the last steps took; zero before the first. */
    Duration usual() {
        return Duration.ofNanos((long) (1e6 * milliseconds));
    }

    /** How long nothing may be heard of a step before somebody is told. */
    Duration stall() {
        if (milliseconds == 0) {
            return STALL_OF_A_FIRST_STEP;
        }
        return tenStepsOr(LEAST_STALL);
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
        return tenStepsOr(AT_LEAST);
    }

    private Duration tenStepsOr(Duration least) {
        Duration slow = Duration.ofMillis((long) (TIMES * milliseconds));
        return slow.compareTo(least) > 0 ? slow : least;
    }
}
