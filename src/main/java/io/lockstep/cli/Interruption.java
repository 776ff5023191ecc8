package io.lockstep.cli;

import io.lockstep.cluster.ShutdownOrder;
import io.lockstep.job.Stop;
import io.lockstep.job.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a run to end: by a signal (SIGINT, SIGTERM), or because its time is over. The run finishes its step, keeps a
 * checkpoint and its record, and the process ends with an exit code of ours. A step that takes too long is given up.
 */
final class Interruption implements Stop, AutoCloseable {
    private static final Duration TO_FINISH_THE_STEP = Duration.ofSeconds(15);
    private static final Duration TO_FINISH_THE_RECORD = Duration.ofSeconds(10);
    private static final int MILLISECONDS_TO_PRINT = 500;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endProcess, "interruption");
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "max-runtime");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable String reason;
    private volatile boolean signalled;
    private volatile Runnable giveUpTheStep = () -> {};
    private volatile ExitCode exitCode = ExitCode.INTERRUPTED;

    private final List<Runnable> takeBackHolds;

    private Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
        takeBackHolds = List.of(
                ShutdownOrder.beforeSpark(() -> await(TO_FINISH_THE_STEP), TO_FINISH_THE_STEP.plusSeconds(1)),
                ShutdownOrder.beforeFileSystems(
                        () -> await(TO_FINISH_THE_RECORD), TO_FINISH_THE_RECORD.plusSeconds(1)));
    }

    /** Watches until it is closed; a run may take {@code maxRuntime} from now, or any time where that is zero. */
    static Interruption watch(Duration maxRuntime) {
        Interruption interruption = new Interruption();
        if (!maxRuntime.isZero()) {
            interruption.after(maxRuntime, () -> interruption.endRun(maxRuntime));
        }
        return interruption;
    }

    @Override
    public @Nullable String reason() {
        return reason;
    }

    @Override
    public void toGiveUpTheStep(Runnable action) {
        giveUpTheStep = action;
    }

    @Override
    public void ended(Verdict verdict) {
        exitCode = ExitCode.of(verdict);
    }

    /** How the process would end now: told to end, unless the run has ended before. */
    ExitCode exitCode() {
        return exitCode;
    }

    private void endRun(Duration maxRuntime) {
        reason = "run.max-runtime (" + maxRuntime.toString().substring(2).toLowerCase(Locale.ROOT) + ") exceeded";
        after(TO_FINISH_THE_STEP, () -> giveUpTheStep.run());
    }

    private void after(Duration delay, Runnable task) {
        var unused = clock.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void endProcess() {
        signalled = true;
        reason = "the process was asked to stop, by a signal or by Spark";
        if (await(TO_FINISH_THE_STEP.plus(TO_FINISH_THE_RECORD))) {
            try {
                Thread.sleep(MILLISECONDS_TO_PRINT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        ProcessEnd.writeExitFile(exitCode.code());
        Runtime.getRuntime().halt(exitCode.code());
    }

    private boolean await(Duration most) {
        try {
            return finished.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The run has ended, one way or the other. */
    @Override
    public void close() {
        finished.countDown();
        clock.shutdownNow();
        if (!signalled) {
            Runtime.getRuntime().removeShutdownHook(hook);
            takeBackHolds.forEach(Runnable::run);
        }
    }
}
