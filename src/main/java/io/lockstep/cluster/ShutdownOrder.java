package io.lockstep.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/** Runs a hook before Spark's own shutdown hook, which stops running jobs. */
public final class ShutdownOrder {
    /** Spark registers its hooks with Hadoop's manager at FileSystem.SHUTDOWN_HOOK_PRIORITY + 30; higher ones run first. */
    private static final int BEFORE_SPARK = 100;

    /** After Spark, and before Hadoop closes its file systems. */
    private static final int BEFORE_FILE_SYSTEMS = FileSystem.SHUTDOWN_HOOK_PRIORITY + 1;

    private ShutdownOrder() {}

    /**
     * Runs a hook first when the process is terminated; Spark waits for it, but no longer than {@code most}.
     *
     * @return closing it removes the hook
     */
    public static Runnable beforeSpark(Runnable hook, Duration most) {
        return add(hook, BEFORE_SPARK, most);
    }

    /** The same after Spark has stopped, while a run's record can still be written to HDFS. */
    public static Runnable beforeFileSystems(Runnable hook, Duration most) {
        return add(hook, BEFORE_FILE_SYSTEMS, most);
    }

    private static Runnable add(Runnable hook, int priority, Duration most) {
        ShutdownHookManager.get().addShutdownHook(hook, priority, most.toMillis(), TimeUnit.MILLISECONDS);
        return () -> ShutdownHookManager.get().removeShutdownHook(hook);
    }
}
