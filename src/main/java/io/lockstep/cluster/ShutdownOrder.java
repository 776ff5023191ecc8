package io.lockstep.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/** What comes before Spark's own shutdown hook, which stops the job at hand. */
public final class ShutdownOrder {
    /** Spark registers its hooks with Hadoop's manager at FileSystem.SHUTDOWN_HOOK_PRIORITY + 30; higher ones run first. */
    private static final int BEFORE_SPARK = 100;

    private ShutdownOrder() {}

    /**
     * Runs a hook first when the process is told to end; Spark waits for it, but no longer than {@code most}.
     *
     * @return what takes the hook back
     */
    public static Runnable beforeSpark(Runnable hook, Duration most) {
        ShutdownHookManager.get().addShutdownHook(hook, BEFORE_SPARK, most.toMillis(), TimeUnit.MILLISECONDS);
        return () -> ShutdownHookManager.get().removeShutdownHook(hook);
    }
}
