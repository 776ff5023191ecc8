package io.lockstep.cluster;

import io.lockstep.cluster.bits.MixedClusterException;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.pass.cuda.CudaException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
 * Ends a session's jobs on a cluster that has lost all its executors and gets none back: Spark itself would wait for ever. Also those
 * that have got an executor of another kind. Remembers why the last one went. What the jobs of others do is nothing to it.
 */
final class ExecutorWatch extends SparkListener implements AutoCloseable {
    private final SparkContext spark;
    private final JobGroup group;
    private final Duration patience;
    private final Map<Integer, List<?>> stages = new HashMap<>(); // of each of our jobs that runs
    private final Set<String> executors = new HashSet<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "executor watch");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Future<?> end;
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
        synchronized (this) {
            ExecutorDescription.all(spark).stream() // a caller's are there before we are
                    .filter(executor -> executor.lost().isEmpty())
                    .forEach(executor -> executors.add(executor.id()));
        }
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
            waitForAnExecutor();
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
        executors.add(added.executorId());
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        executors.remove(removed.executorId());
        lastLoss = removed.reason();
        waitForAnExecutor();
    }

    /** Spark may take idle executors away, and brings them back for a job: so only a job waits. */
    private void waitForAnExecutor() {
        boolean lostAll = executors.isEmpty() && !lastLoss.isEmpty();
        if (lostAll && !stages.isEmpty() && end == null && !clock.isShutdown()) {
            end = clock.schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void giveUp() {
        end = null;
        if (!stages.isEmpty()) {
            gaveUp = true;
            group.cancel();
        }
    }

    @Override
    public void close() {
        spark.removeSparkListener(this);
        clock.shutdownNow();
    }
}
