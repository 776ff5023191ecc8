package io.lockstep.cluster;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A thread beside the work, for one thing after another: it does not keep the process alive. */
public final class DaemonThread {
    private DaemonThread() {}

    /** Starts when it has something to do; ends when the service is shut down. */
    public static ScheduledExecutorService named(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
