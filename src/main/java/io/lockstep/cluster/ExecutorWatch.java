package io.lockstep.cluster;

import io.lockstep.cluster.bits.MixedClusterException;
import io.lockstep.pass.cuda.CudaException;
import java.time.Duration;
import java.util.HashSet;
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
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/**
 * Ends the jobs of a cluster that has lost all its executors and gets none back: Spark itself would wait for ever. Also those
 * of one that has got an executor of another kind. Remembers why the last one went.
 */
final class ExecutorWatch extends SparkListener implements AutoCloseable {
    private final SparkContext spark;
    private final Duration patience;
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

    ExecutorWatch(SparkContext spark, Duration patience) {
        this.spark = spark;
        this.patience = patience;
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

    /** Spark would give the task to another executor, or again to this one, until it has failed too often. */
    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (!(end.reason() instanceof ExceptionFailure failure)) {
            return;
        }
        Throwable thrown = failure.exception().getOrElse(() -> null);
        if (thrown instanceof MixedClusterException exception) {
            mixed = exception;
            spark.cancelAllJobs();
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
        if (executors.isEmpty() && end == null && !clock.isShutdown()) {
            end = clock.schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void giveUp() {
        gaveUp = true;
        spark.cancelAllJobs();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
