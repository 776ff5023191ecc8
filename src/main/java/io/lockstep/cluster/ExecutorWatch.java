package io.lockstep.cluster;

import io.lockstep.cluster.bits.MixedClusterException;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.pass.cuda.CudaException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/**
 * Cancels a session's jobs on a cluster that has no executors and gets none: Spark itself would wait for ever. Also cancels them if the cluster gets
 * an executor with different bits. Remembers why the last executor was lost. Jobs of other sessions are not affected.
 *
 * <p>It polls the executors that exist instead of counting events: executors may exist before it listens, and those that
 * dynamic allocation removes while idle are not lost.
 */
final class ExecutorWatch extends SparkListener implements AutoCloseable {
    /** Spark's message for executors that it ends itself, as dynamic allocation does. */
    private static final String SCALED_DOWN = "Executor killed by driver";

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final SparkContext spark;
    private final JobTag tag;
    private final Duration patience;
    private final Map<Integer, List<?>> stages = new HashMap<>(); // of each of our jobs that runs
    private final ScheduledExecutorService clock = DaemonThread.named("executor watch");
    private @Nullable Long waitingSince; // nanoseconds; null while no job waits for an executor
    private volatile String lastLoss = "";
    private volatile boolean gaveUp;
    private volatile @Nullable MixedClusterException mixed;
    private volatile @Nullable CudaException lostGpu;

    ExecutorWatch(SparkContext spark, JobTag tag, Duration patience) {
        this.spark = spark;
        this.tag = tag;
        this.patience = patience;
    }

    /** Watches until it is closed. */
    void begin() {
        spark.addSparkListener(this);
        long period = Math.min(BETWEEN_LOOKS.toNanos(), Math.max(1, patience.toNanos() / 4));
        var unused = clock.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
    }

    /** Spark's reason for the last loss of an executor; empty if none was lost. */
    String lastLoss() {
        return lastLoss;
    }

    /** Whether the jobs were cancelled because no executor came back. */
    boolean gaveUp() {
        return gaveUp;
    }

    /** The error of an executor whose bits differ from the run's; null if there is none. */
    @Nullable
    MixedClusterException mixed() {
        return mixed;
    }

    /** The last error of an executor whose GPU was lost; null if there is none. */
    @Nullable
    CudaException lostGpu() {
        return lostGpu;
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
        if (tag.includes(start.properties())) {
            stages.put(start.jobId(), JavaConverters.seqAsJavaList(start.stageIds()));
        }
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd end) {
        stages.remove(end.jobId());
    }

    private synchronized boolean isOurs(int stage) {
        return stages.values().stream().anyMatch(ofAJob -> ofAJob.contains(stage));
    }

    /** Spark would retry the task on another executor, or again on this one, until it has failed too often. */
    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (!(isOurs(end.stageId()) && end.reason() instanceof ExceptionFailure failure)) {
            return;
        }
        Throwable thrown = failure.exception().getOrElse(() -> null);
        if (thrown instanceof MixedClusterException exception) {
            mixed = exception;
            tag.cancel();
        } else if (thrown instanceof CudaException exception && exception.isLoss()) {
            lostGpu = exception;
        }
    }

    @Override
    public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
        waitingSince = null; // one that is gone again before the next look has come all the same
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        if (!removed.reason().startsWith(SCALED_DOWN)) {
            lastLoss = removed.reason();
        }
    }

    private synchronized void look() {
        if (!isAJobWaiting()) {
            waitingSince = null;
            return;
        }
        long now = System.nanoTime();
        if (waitingSince == null) {
            waitingSince = now;
        } else if (now - waitingSince >= patience.toNanos()) {
            gaveUp = true;
            tag.cancel(); // at each look, as a job that is submitted meanwhile would wait in its turn
        }
    }

    /** Whether there is work but no executor. */
    private boolean isAJobWaiting() {
        try {
            return !spark.isStopped()
                    && !stages.isEmpty()
                    && ExecutorDescription.present(spark).isEmpty();
        } catch (RuntimeException e) { // it stops between the questions; an exception would end all looks
            return false;
        }
    }

    @Override
    public void close() {
        spark.removeSparkListener(this);
        clock.shutdownNow();
    }
}
