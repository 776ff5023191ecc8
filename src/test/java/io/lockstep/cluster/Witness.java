package io.lockstep.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Sees what befalls executors and tasks, so that a test knows that the fault it planted did happen. */
final class Witness extends SparkListener {
    final AtomicInteger executorsLost = new AtomicInteger();
    final AtomicInteger tasksFailed = new AtomicInteger();
    final AtomicInteger tasksLostWithTheirExecutor = new AtomicInteger();
    final AtomicInteger copies = new AtomicInteger();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final Map<String, Boolean> seen = new ConcurrentHashMap<>();
    private volatile Consumer<String> atNextTask = executor -> {};

    /** Does this with the executor of the next task that starts. */
    void atNextTask(Consumer<String> action) {
        atNextTask = action;
        armed.set(true);
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        if (start.taskInfo().speculative()) {
            copies.incrementAndGet();
        }
        if (armed.compareAndSet(true, false)) {
            atNextTask.accept(start.taskInfo().executorId());
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskInfo().failed()) {
            tasksFailed.incrementAndGet();
        }
        if (end.reason() instanceof ExecutorLostFailure) {
            tasksLostWithTheirExecutor.incrementAndGet();
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        if (seen.put(removed.executorId(), true) == null) {
            executorsLost.incrementAndGet();
        }
    }
}
