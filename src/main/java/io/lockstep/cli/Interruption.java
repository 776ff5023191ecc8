package io.lockstep.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a run that is stopped from outside (SIGINT, SIGTERM) finish its record before the process ends, and end with an exit
 * code of ours. Spark's own shutdown hook stops the job at hand, so that the run fails by itself.
 */
final class Interruption implements AutoCloseable {
    private static final int SECONDS_TO_FINISH = 20;
    private static final int MILLISECONDS_TO_PRINT = 500;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "interruption");
    private volatile boolean requested;
    private volatile ExitCode exitCode = ExitCode.INTERRUPTED;

    private Interruption() {}

    /** Watches until it is closed. */
    static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** What made the run fail, in words: the interruption, where there was one and the failure has no words of its own. */
    Throwable cause(Throwable failure) {
        Throwable cause = ExitCode.cause(failure);
        if (requested && ExitCode.of(cause) == ExitCode.INTERNAL) {
            cause = new InterruptedException(
                    "the process was told to end, by a signal or by Spark; lockstep.log says more."
                            + " The same command can be given again.");
        }
        exitCode = ExitCode.of(cause);
        return cause;
    }

    private void stop() {
        requested = true;
        try {
            if (finished.await(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
                Thread.sleep(MILLISECONDS_TO_PRINT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ExitFile.write(exitCode.code());
        Runtime.getRuntime().halt(exitCode.code());
    }

    /** The run has ended, one way or the other. */
    @Override
    public void close() {
        finished.countDown();
        if (!requested) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
