package io.lockstep.cluster;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkConf;

/**
 * For how long a step waits before somebody is told, and before an executor is replaced.
 *
 * @param taskTimeout {@code cluster.task-timeout}; 0: automatic
 * @param heartbeat time between two heartbeats of an executor
 * @param network after which time Spark itself replaces an executor without heartbeats
 */
record StallLimits(Duration taskTimeout, Duration heartbeat, Duration network) {
    private static final int TIMES_THE_USUAL = 10;
    private static final Duration LEAST_STALL = Duration.ofSeconds(5);
    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(30);

    /** Those of an application. */
    static StallLimits of(SparkConf conf, Duration taskTimeout) {
        return new StallLimits(
                taskTimeout,
                Duration.ofMillis(conf.getTimeAsMs("spark.executor.heartbeatInterval", "10s")),
                Duration.ofSeconds(conf.getTimeAsSeconds("spark.network.timeout", "120s")));
    }

    /** For how long a task that is waited for may run, where steps usually take so long, before somebody is told. */
    Duration stall(Duration usual) {
        return longest(LEAST_STALL, usual.multipliedBy(TIMES_THE_USUAL));
    }

    /** Without a step to compare with, an executor must have been silent for so long before somebody is told. */
    Duration stallOfSilence() {
        return longest(LEAST_STALL, overdue());
    }

    /** After which silence heartbeats are overdue. An executor sends its first after one to two intervals, at random. */
    Duration overdue() {
        return heartbeat.multipliedBy(5).dividedBy(2);
    }

    /**
     * For how long a task may run on an executor that is silent for as long, before the executor is replaced. Automatically: ten usual
     * steps, but from 30 s to half the time after which Spark would do it.
     */
    Duration replacement(Duration usual) {
        if (!taskTimeout.isZero()) {
            return longest(taskTimeout, overdue());
        }
        Duration tenSteps = usual.multipliedBy(TIMES_THE_USUAL);
        Duration half = network.dividedBy(2);
        return longest(LEAST_TIMEOUT, overdue(), tenSteps.compareTo(half) < 0 ? tenSteps : half);
    }

    private static Duration longest(Duration... durations) {
        return Collections.max(List.of(durations));
    }
}
