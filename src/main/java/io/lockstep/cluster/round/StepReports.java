package io.lockstep.cluster.round;

import io.lockstep.cluster.DaemonThread;
import io.lockstep.train.Step;
import io.lockstep.train.StepRecord;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Tells the driver of each step of a round, on a thread of its own: while the record of a step is made, with its norms and digests, the next step
 * is computed. One record at a time, so that no more than two states are kept.
 */
final class StepReports implements AutoCloseable {
    private static final int SECONDS_FOR_A_RECORD = 5;

    private final DriverPost driver;
    private final Runnable end;
    private final ExecutorService thread = DaemonThread.named("records of a round");
    private Future<?> last = CompletableFuture.completedFuture(null);

    /** {@code end} is called, on that thread, when the driver answers that the round is to end. */
    StepReports(DriverPost driver, Runnable end) {
        this.driver = driver;
        this.end = end;
    }

    /** A step was taken. Waits until the record of the one before is made. */
    void taken(Step step, Duration elapsed) {
        awaitLast();
        last = thread.submit(() -> {
            driver.taken(StepRecord.of(step, elapsed));
            if (driver.isToldToEnd()) {
                end.run();
            }
        });
    }

    /** Waits until the driver has all records. */
    void finish() {
        awaitLast();
        driver.finish();
    }

    private void awaitLast() {
        try {
            last.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the record of a step was made", e);
        }
    }

    /** Also where the round fails: the record that is being made is sent. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SECONDS_FOR_A_RECORD, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
