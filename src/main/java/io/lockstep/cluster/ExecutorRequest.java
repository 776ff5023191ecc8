package io.lockstep.cluster;

import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.Slots;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
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
    private final BooleanSupplier othersWork;
    private final IntUnaryOperator total;
    private final ScheduledExecutorService clock =
            DaemonThread.named("request for executors"); // its own: Spark waits 2 minutes for a silent master

    private ExecutorRequest(JavaSparkContext spark, BooleanSupplier othersWork, IntUnaryOperator total) {
        this.spark = spark;
        this.othersWork = othersWork;
        this.total = total;
    }

    /** Requests executors for so many task slots until it is closed; does nothing without dynamic allocation. */
    static ExecutorRequest ofSlots(int slots, JavaSparkContext spark) {
        int executors = executorsFor(slots, spark.getConf());
        return new ExecutorRequest(
                        spark,
                        () -> spark.statusTracker().getActiveJobIds().length > 0,
                        present -> Math.max(executors, present))
                .begin();
    }

    /**
     * The same during a run, whose own jobs are no others' work. Spark would request no more executors than the partitions that there are
     * already have use for. Where there are enough, it requests nothing, so that Spark takes idle ones away.
     *
     * @param slots that the run has use for
     */
    static ExecutorRequest duringRun(int slots, JavaSparkContext spark, BooleanSupplier othersWork) {
        int executors = executorsInRun(slots, spark.getConf());
        return new ExecutorRequest(spark, othersWork, present -> present < executors ? executors : 0).begin();
    }

    private ExecutorRequest begin() {
        if (Demand.isDynamic(spark.getConf())) {
            // again and again: a master may not be ready, and an executor that has been idle too long is taken away
            var unused = clock.scheduleWithFixedDelay(this::ask, 0, SECONDS_BETWEEN_REQUESTS, TimeUnit.SECONDS);
        }
        return this;
    }

    /** The larger of the number needed and Spark's initial number, within the user's limit. */
    static int executorsFor(int slots, SparkConf conf) {
        int ofEach = Slots.ofOne(conf);
        int needed = (slots + ofEach - 1) / ofEach;
        return Math.min(
                Math.max(needed, Demand.initialExecutors(conf)),
                conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE));
    }

    /** Those that a run has use for, as Spark counts for as many tasks, within the user's limits. */
    static int executorsInRun(int slots, SparkConf conf) {
        double ratio = conf.getDouble("spark.dynamicAllocation.executorAllocationRatio", 1);
        int needed = (int) Math.ceil(slots * ratio / Slots.ofOne(conf));
        return Math.min(
                Math.max(needed, conf.getInt("spark.dynamicAllocation.minExecutors", 0)),
                conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE));
    }

    private void ask() {
        try {
            if (othersWork.getAsBoolean()) {
                return; // Spark counts for the caller's own work, and a request of ours would replace its number
            }
            int executors =
                    total.applyAsInt(ExecutorDescription.present(spark.sc()).size());
            if (executors > 0) {
                spark.sc().requestTotalExecutors(executors, 0, Map$.MODULE$.empty());
            }
        } catch (Exception e) { // also checked ones, which Scala does not declare
            LOG.log(System.Logger.Level.DEBUG, "the request for executors failed; retrying", e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
