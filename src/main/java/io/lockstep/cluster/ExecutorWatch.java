package io.lockstep.cluster;

import io.lockstep.cluster.bits.MixedClusterException;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.pass.cuda.CudaException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
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
 * Ends a session's jobs on a cluster that has no executors and gets none: Spark itself would wait for ever. Also those of one that has got
 * an executor of another kind. Remembers why the last one went. What the jobs of others do is nothing to it.
 *
 * <p>It looks who is there instead of counting who comes and goes: executors may be there before it listens, and those that
 * dynamic allocation takes away while nothing is to be done are no loss.
 */
final class ExecutorWatch extends SparkListener implements AutoCloseable {
    /** What Spark says of executors that it ends itself, as dynamic allocation does. */
    private static final String SCALED_DOWN = "Executor killed by driver";

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final SparkContext spark;
    private final JobGroup group;
    private final Duration patience;
    private final Map<Integer, List<?>> stages = new HashMap<>(); // of each of our jobs that runs
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "executor watch");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Long waitingSince; // nanoseconds; null while no job waits for an executor
    private volatile String lastLoss = "";
    private volatile boolean gaveUp;
    private volatile @Nullable MixedClusterException mixed;
    private volatile @Nullable CudaException lostGpu;

    ExecutorWatch(SparkContext spark, JobGroup group, Duration patience) {
        this.spark = spark;
        this.group = group;
        this.patience = patience;
    }

    /** Watches until it is closed. */
    void begin() {
        spark.addSparkListener(this);
        long period = Math.min(BETWEEN_LOOKS.toNanos(), Math.max(1, patience.toNanos() / 4));
        var unused = clock.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
    }

    /** Why the executor that was lost last is gone, in Spark's words; empty if none was lost. */
    String lastLoss() {
        return lastLoss;
    }

    /** Whether the jobs were ended because no executor came back. */
    boolean gaveUp() {
        return gaveUp;
    }

    /** What an executor said that does not give the run's bits; null if none did. */
    @Nullable
    MixedClusterException mixed() {
        return mixed;
    }

    /** What an executor said whose GPU was lost, the last; null if none did. */
    @Nullable
    CudaException lostGpu() {
        return lostGpu;
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
        if (group.includes(start.properties())) {
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

    /** Spark would give the task to another executor, or again to this one, until it has failed too often. */
    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (!(isOurs(end.stageId()) && end.reason() instanceof ExceptionFailure failure)) {
            return;
        }
        Throwable thrown = failure.exception().getOrElse(() -> null);
        if (thrown instanceof MixedClusterException exception) {
            mixed = exception;
            group.cancel();
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
            group.cancel(); // at each look, as a job that is submitted meanwhile would wait in its turn
        }
    }

    /** Whether there is work and nobody to do it. */
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
