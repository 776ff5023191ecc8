package io.lockstep.cluster;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.ExecutorProcessLost;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.scheduler.cluster.CoarseGrainedClusterMessages.RemoveExecutor;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import scala.Option;

/**
 * Replaces an executor, as Spark's {@code HeartbeatReceiver} does with one whose heartbeats have stopped for {@code spark.network.timeout}.
 */
interface ExecutorReplacement {
    /** Whether there are executors that can be replaced: not in local mode. */
    boolean isPossible();

    /** Whether Spark's scheduler has tasks on it. It knows, where a listener may have missed an event. */
    boolean isBusy(String executor);

    /** Whether Spark's scheduler counts on it. */
    boolean isAlive(String executor);

    /** Ends it, and asks for another; may take as long as the cluster manager needs to answer. */
    void replace(String executor, String reason);

    /** Ends a task's attempt, and lets Spark run it again; no failure is counted. */
    void runAgain(long task, String reason);

    /** That of an application. */
    static ExecutorReplacement by(SparkContext spark) {
        return new ExecutorReplacement() {
            @Override
            public boolean isPossible() {
                return spark.schedulerBackend() instanceof CoarseGrainedSchedulerBackend;
            }

            @Override
            public boolean isBusy(String executor) {
                return spark.taskScheduler() instanceof TaskSchedulerImpl scheduler
                        && scheduler.isExecutorBusy(executor);
            }

            @Override
            public boolean isAlive(String executor) {
                return spark.taskScheduler() instanceof TaskSchedulerImpl scheduler
                        && scheduler.isExecutorAlive(executor);
            }

            @Override
            public void runAgain(long task, String reason) {
                var unused = spark.killTaskAttempt(task, true, reason);
            }

            @Override
            public void replace(String executor, String reason) {
                if (spark.schedulerBackend() instanceof CoarseGrainedSchedulerBackend backend) {
                    try {
                        spark.killAndReplaceExecutor(executor);
                    } finally { // a stopped process does not say that it ends: without this its tasks would wait for
                        // that
                        backend.driverEndpoint()
                                .send(new RemoveExecutor(
                                        executor, new ExecutorProcessLost(reason, Option.empty(), true)));
                    }
                }
            }
        };
    }
}
