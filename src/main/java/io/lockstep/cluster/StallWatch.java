package io.lockstep.cluster;

import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.Place;
import io.lockstep.train.Stepper;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Watches for which executor a step waits. Where a task runs ten times as long as the last steps took, and at least 5 s, it tells once for
 * which. An executor that is silent, too, is replaced: Spark runs its tasks elsewhere, and tasks of the step that wait for its blocks again. One
 * that still sends heartbeats is only slow, and stays.
 *
 * <p>Spark itself replaces a silent executor after {@code spark.network.timeout}, 120 s by default; a step would wait for as long, without a
 * word. So this is no other treatment, only an earlier one, and in a caller's Spark the same: an executor that a task of this session waits for
 * is replaced, whatever else runs on it.
 *
 * <p>In local mode, where driver and executor are one, nothing is watched.
 */
public final class StallWatch implements AutoCloseable {
    private static final long BETWEEN_LOOKS = 500; // milliseconds

    private final SparkContext spark;
    private final Stalls stalls;
    private final StallListener events;
    private final ExecutorReplacement replacement;
    private final LongSupplier clock;
    private final ScheduledExecutorService looks = DaemonThread.named("stall watch");
    private final ScheduledExecutorService replacements =
            DaemonThread.named("executor replacement"); // waits for the cluster manager
    private volatile Consumer<Stall> listener = stall -> {};

    StallWatch(
            SparkContext spark, JobTag tag, StallLimits limits, ExecutorReplacement replacement, LongSupplier clock) {
        this.spark = spark;
        this.replacement = replacement;
        this.clock = clock;
        stalls = new Stalls(limits, clock.getAsLong());
        events = new StallListener(tag, stalls, clock);
    }

    /** Watches until it is closed. */
    void begin() {
        if (replacement.isPossible()) {
            // a queue of its own: where another listener is slow, heartbeats would come late
            spark.listenerBus().addToQueue(events, "lockstep");
            for (ExecutorDescription executor : ExecutorDescription.present(spark)) {
                stalls.executorCame(executor.id(), Place.of(executor).host(), clock.getAsLong());
            }
            var unused = looks.scheduleWithFixedDelay(
                    this::lookUndisturbed, BETWEEN_LOOKS, BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
        }
    }

    /** What Spark is to tell of its jobs, tasks and executors. */
    StallListener events() {
        return events;
    }

    /** Who is told of each stall; on the watch's thread, while the step waits. */
    public void tell(Consumer<Stall> listener) {
        this.listener = listener;
    }

    /** A step that is being taken. */
    public interface Watched extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * A step begins, and ends when the result is closed, on the same thread. The jobs that this thread starts meanwhile are the step's; others,
     * such as those of an evaluation, are not: how long they may take is not known.
     */
    public Watched step(int number) {
        String before = spark.getLocalProperty(JobProperties.STEP);
        stalls.stepBegins(number, clock.getAsLong());
        spark.setLocalProperty(JobProperties.STEP, Integer.toString(number));
        return () -> {
            spark.setLocalProperty(JobProperties.STEP, before);
            stalls.stepEnds(clock.getAsLong());
        };
    }

    /** The same stepper, whose steps are watched. */
    public Stepper watching(Stepper stepper) {
        return (state, until, steps, observer) -> {
            try (Watched step = step(state.step() + 1)) {
                return stepper.take(state, until, steps, observer);
            }
        };
    }

    /** Whether the executor's heartbeats are overdue: nothing was heard of it for two and a half intervals. */
    public boolean isSilent(String executor) {
        return replacement.isPossible() && stalls.isSilent(executor, clock.getAsLong());
    }

    /** For how long nothing was heard of the executor; zero where nobody listens, as in local mode. */
    public Duration silence(String executor) {
        return replacement.isPossible() ? stalls.silence(executor, clock.getAsLong()) : Duration.ZERO;
    }

    /** Somebody else has found a stall: it is told as those that the watch finds. */
    public void report(Stall stall) {
        listener.accept(stall);
    }

    /**
     * Ends the executor and lets Spark get another. Returns at once; Spark takes the tasks from the executor when the cluster manager has
     * answered. For one that is being replaced, and in local mode, nothing is done.
     */
    public void replace(String executor) {
        String reason = replacement.isPossible() ? stalls.replacing(executor, clock.getAsLong()) : null;
        if (reason != null && !replacements.isShutdown()) {
            replacements.execute(() -> replace(executor, reason));
        }
    }

    private void replace(String executor, String reason) {
        try {
            replacement.replace(executor, reason);
        } catch (Exception e) { // Spark throws checked ones that it does not declare
            return; // the cluster manager did not answer: Spark tries again after spark.network.timeout
        }
    }

    /** Which executor was replaced first since the session's last job that succeeded, and why; null if none was. */
    @Nullable
    String firstReplaced() {
        return stalls.firstReplaced();
    }

    private void lookUndisturbed() {
        try {
            look();
        } catch (RuntimeException e) { // Spark stops between the questions; an exception would end all looks
            return;
        }
    }

    /** Tells what is new, and replaces executors that have been silent for too long. */
    void look() {
        for (Stall stall : stalls.look(clock.getAsLong(), replacement::isBusy)) {
            boolean replaces = stall.state() == Stall.State.REPLACED;
            if (replaces && !replacement.isAlive(stall.executor())) {
                stalls.executorLost(stall.executor(), clock.getAsLong()); // the event was dropped
                continue;
            }
            if (replaces) {
                replace(stall.executor());
            }
            listener.accept(stall);
        }
        for (long task : stalls.toRunAgain(clock.getAsLong())) {
            replacement.runAgain(task, "it may wait for blocks of an executor that was replaced");
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        replacements.shutdown(); // one that has begun ends: nobody else would take the executor's tasks from it
        spark.removeSparkListener(events);
    }
}
