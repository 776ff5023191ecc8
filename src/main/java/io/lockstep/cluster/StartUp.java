package io.lockstep.cluster;

import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.cluster.executor.Slots;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** Connects to Spark and waits for task slots; within a limit of time, or with an error that says what is missing. */
final class StartUp {
    private static final int MILLISECONDS_BETWEEN_LOOKS = 50;
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final SparkConf conf;
    private final ClusterNeeds needs;
    private final long deadline;

    StartUp(SparkConf conf, ClusterNeeds needs) {
        this.conf = conf;
        this.needs = needs;
        deadline = System.nanoTime() + needs.startupTimeout().toNanos();
    }

    /**
     * Connects. Spark's own patience with a master or a queue differs from cluster to cluster and can be endless, so it
     * connects in a thread of its own, which is left behind when the time is over.
     *
     * @throws ResourceException if there is no connection in time, or the event log cannot be written
     */
    JavaSparkContext connect() {
        CompletableFuture<JavaSparkContext> connection = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        connection.complete(new JavaSparkContext(conf));
                    } catch (Throwable e) { // for whoever waits
                        connection.completeExceptionally(e);
                    }
                },
                "connect to Spark");
        thread.setDaemon(true);
        thread.start();
        try {
            JavaSparkContext spark = connection.get(remaining(), TimeUnit.NANOSECONDS);
            if (spark.sc().isStopped()) {
                throw noMaster("Spark has given up", null);
            }
            return spark;
        } catch (TimeoutException e) {
            throw noMaster("none within " + seconds(needs.startupTimeout()), e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while connecting to Spark", e);
        }
    }

    /**
     * Waits until there are as many task slots as the run needs, and until no more come in: executors start one after the
     * other, and the work is spread over those that are there when it begins.
     *
     * @throws ResourceException if there are not enough in time
     */
    void awaitSlots(JavaSparkContext spark) {
        int slots = Slots.of(spark);
        long unchangedSince = System.nanoTime();
        while (slots < needs.minSlots() || System.nanoTime() - unchangedSince < SETTLED.toNanos()) {
            if (spark.isLocal() || spark.sc().isStopped() || remaining() <= 0) {
                break;
            }
            sleep();
            int now = Slots.of(spark);
            if (now != slots) {
                slots = now;
                unchangedSince = System.nanoTime();
            }
        }
        if (slots < needs.minSlots()) {
            throw new ResourceException("cluster.min-slots: expected %d task slots within %s, found %d on %s. %s"
                    .formatted(
                            needs.minSlots(),
                            seconds(needs.startupTimeout()),
                            slots,
                            spark.master(),
                            "See whether the cluster has room for executors of this size (spark.executor.cores,"
                                    + " spark.executor.memory, GPUs), or raise cluster.startup-timeout."));
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for task slots", e);
        }
    }

    private RuntimeException failure(Throwable cause) {
        if (conf.getBoolean("spark.eventLog.enabled", false) && isAboutFiles(cause)) {
            return new ResourceException(
                    "spark.eventLog.dir: expected a folder that can be written, found: %s. Make it, or set spark.eventLog.enabled=false."
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
                        "spark.master: expected Spark to start on %s, found: %s. Look into its log."
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
                "spark.master: expected a cluster that answers at %s, found %s. Check its address, that it runs, and that it asks for the same spark.authenticate secret."
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
