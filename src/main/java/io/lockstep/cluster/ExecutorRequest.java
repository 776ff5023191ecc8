package io.lockstep.cluster;

import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.Slots;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.immutable.Map$;

/**
 * Requests executors where Spark allocates them dynamically: Spark starts none before there is work, and the work is
 * not distributed before there are executors. Spark's own target applies again as soon as the first job starts.
 */
final class ExecutorRequest implements AutoCloseable {
    private static final int SECONDS_BETWEEN_REQUESTS = 5;

    private static final System.Logger LOG = System.getLogger(ExecutorRequest.class.getName());

    private final JavaSparkContext spark;
    private final int executors;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "request for executors"); // its own: Spark waits 2 minutes for a silent master
        thread.setDaemon(true);
        return thread;
    });

    private ExecutorRequest(JavaSparkContext spark, int executors) {
        this.spark = spark;
        this.executors = executors;
    }

    /** Requests executors for so many task slots until it is closed; does nothing without dynamic allocation. */
    static ExecutorRequest ofSlots(int slots, JavaSparkContext spark) {
        SparkConf conf = spark.getConf();
        ExecutorRequest request = new ExecutorRequest(spark, executorsFor(slots, conf));
        if (Demand.isDynamic(conf)) {
            // again and again: a master may not be ready, and an executor that has been idle too long is taken away
            var unused =
                    request.clock.scheduleWithFixedDelay(request::ask, 0, SECONDS_BETWEEN_REQUESTS, TimeUnit.SECONDS);
        }
        return request;
    }

    /** The larger of the number needed and Spark's initial number, within the user's limit. */
    static int executorsFor(int slots, SparkConf conf) {
        int ofEach = Slots.ofOne(conf);
        int needed = (slots + ofEach - 1) / ofEach;
        return Math.min(
                Math.max(needed, Demand.initialExecutors(conf)),
                conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE));
    }

    private void ask() {
        try {
            if (spark.statusTracker().getActiveJobIds().length > 0) {
                return; // Spark counts for the caller's own work, and a request of ours would replace its number
            }
            int present = ExecutorDescription.present(spark.sc()).size();
            spark.sc().requestTotalExecutors(Math.max(executors, present), 0, Map$.MODULE$.empty());
        } catch (Exception e) { // also checked ones, which Scala does not declare
            LOG.log(System.Logger.Level.DEBUG, "the request for executors failed; retrying", e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
