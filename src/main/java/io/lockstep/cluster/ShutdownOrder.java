package io.lockstep.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/** Runs a hook before Spark's own shutdown hook, which stops running jobs. */
public final class ShutdownOrder {
    /** Spark registers its hooks with Hadoop's manager at FileSystem.SHUTDOWN_HOOK_PRIORITY + 30; higher ones run first. */
    private static final int BEFORE_SPARK = 100;

    private ShutdownOrder() {}

    /**
     * Runs a hook first when the process is terminated; Spark waits for it, but no longer than {@code most}.
     *
     * @return closing it removes the hook
     */
    public static Runnable beforeSpark(Runnable hook, Duration most) {
        ShutdownHookManager.get().addShutdownHook(hook, BEFORE_SPARK, most.toMillis(), TimeUnit.MILLISECONDS);
        return () -> ShutdownHookManager.get().removeShutdownHook(hook);
    }
}
