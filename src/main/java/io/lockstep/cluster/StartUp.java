package io.lockstep.cluster;

import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.cluster.executor.Slots;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** Connects to Spark and waits for task slots, within a time limit; otherwise throws an error that says what is missing. */
final class StartUp {
    private static final SlotWait.Clock CLOCK = new SlotWait.Clock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {
            try {
                Thread.sleep(duration.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for task slots", e);
            }
        }
    };

    private final SparkConf conf;
    private final ClusterNeeds needs;
    private final Consumer<String> told;
    private final long deadline;

    StartUp(SparkConf conf, ClusterNeeds needs) {
        this(conf, needs, sentence -> {});
    }

    /** {@code told} receives messages about what it waits for. */
    StartUp(SparkConf conf, ClusterNeeds needs, Consumer<String> told) {
        this.conf = conf;
        this.needs = needs;
        this.told = told;
        deadline = System.nanoTime() + needs.startupTimeout().toNanos();
    }

    /**
     * Connects. Spark's own timeout for a master or a queue differs from cluster to cluster and can be infinite, so it
     * connects in a separate thread, which is abandoned after the time limit; that thread stops a context that it gets too late.
     *
     * @throws ResourceException if there is no connection in time, or the event log cannot be written
     */
    JavaSparkContext connect() {
        CompletableFuture<JavaSparkContext> connection = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        JavaSparkContext spark = new JavaSparkContext(conf);
                        if (!connection.complete(spark)) {
                            spark.stop(); // the caller has given up, and Spark would keep its executors
                        }
                    } catch (Throwable e) { // rethrown in the waiting thread
                        connection.completeExceptionally(e);
                    }
                },
                "connect to Spark");
        thread.setDaemon(true);
        thread.start();
        try {
            JavaSparkContext spark = connection.get(remaining(), TimeUnit.NANOSECONDS);
            if (spark.sc().isStopped()) {
                throw noMaster("that Spark gave up connecting", null);
            }
            return spark;
        } catch (TimeoutException e) {
            leave(connection);
            throw noMaster("none within " + seconds(needs.startupTimeout()), e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            leave(connection);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while connecting to Spark", e);
        }
    }

    private static void leave(CompletableFuture<JavaSparkContext> connection) {
        if (!connection.cancel(false) && !connection.isCompletedExceptionally()) {
            connection.join().stop(); // it has come at this very moment
        }
    }

    /**
     * Waits for the executors that the application requests, as {@link SlotWait} does, and until there are as many task slots
     * as the run needs. In local mode all slots exist from the start.
     *
     * @throws ResourceException if there are not enough in time
     */
    void awaitSlots(JavaSparkContext spark) {
        if (spark.isLocal()) {
            requireSlots(Slots.of(spark), spark);
            return;
        }
        SlotWait wait = new SlotWait(Demand.of(spark.getConf()), needs.minSlots(), told, CLOCK);
        try (ExecutorRequest request = ExecutorRequest.ofSlots(needs.minSlots(), spark)) {
            Found found = wait.await(
                    () -> Found.on(spark),
                    ExecutorDescription.sinceTheLastCame(spark.sc()),
                    Duration.ofNanos(remaining()),
                    () -> spark.sc().isStopped());
            if (spark.sc().isStopped()) {
                throw noMaster("that it has ended the application", null);
            }
            requireSlots(found.slots(), spark);
        }
    }

    private void requireSlots(int slots, JavaSparkContext spark) {
        if (slots < needs.minSlots()) {
            throw new ResourceException("cluster.min-slots: expected %d task slots within %s, found %d on %s. %s"
                    .formatted(
                            needs.minSlots(),
                            seconds(needs.startupTimeout()),
                            slots,
                            spark.master(),
                            "Check whether the cluster has room for executors of this size (spark.executor.cores,"
                                    + " spark.executor.memory, GPUs)%s, or raise cluster.startup-timeout."
                                            .formatted(limit(spark))));
        }
    }

    /** The user's limit, if it may be too small. */
    private static String limit(JavaSparkContext spark) {
        SparkConf conf = spark.getConf();
        if (spark.isLocal()) {
            return "";
        }
        String setting = Demand.isDynamic(conf)
                ? "spark.dynamicAllocation.maxExecutors"
                : Demand.of(conf).setting();
        return conf.contains(setting) ? ", whether %s=%s is enough".formatted(setting, conf.get(setting)) : "";
    }

    private RuntimeException failure(Throwable cause) {
        if (conf.getBoolean("spark.eventLog.enabled", false) && isAboutFiles(cause)) {
            return new ResourceException(
                    "spark.eventLog.dir: expected a writable folder, found: %s. Create it, or set spark.eventLog.enabled=false."
                            .formatted(cause.getMessage()),
                    cause);
        }
        String text = String.valueOf(cause);
        if (text.contains("All masters are unresponsive") || text.contains("stopped SparkContext")) {
            return noMaster("none", cause);
        }
        return cause instanceof RuntimeException exception
                ? exception
                : new ResourceException(
                        "spark.master: expected Spark to start on %s, found: %s. Check its log."
                                .formatted(conf.get("spark.master"), cause),
                        cause);
    }

    private static boolean isAboutFiles(Throwable cause) {
        for (StackTraceElement frame : cause.getStackTrace()) {
            if (frame.getClassName().contains("EventLog")) {
                return true;
            }
        }
        return cause instanceof IOException;
    }

    private ResourceException noMaster(String found, @Nullable Throwable cause) {
        return new ResourceException(
                "spark.master: expected a cluster that answers at %s, found %s. Check its address, that it is running, and that it uses the same spark.authenticate secret."
                        .formatted(conf.get("spark.master"), found),
                cause);
    }

    private long remaining() {
        return deadline - System.nanoTime();
    }

    static String seconds(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
