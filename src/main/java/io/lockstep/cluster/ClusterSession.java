package io.lockstep.cluster;

import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.cluster.executor.Slots;
import io.lockstep.cluster.executor.TaskProcessor;
import io.lockstep.cluster.executor.TaskProcessor.Probe;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.device.NativeThreads;
import io.lockstep.pass.device.Processor;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The connection to Spark, with what a run records of it. Either Lockstep starts Spark, with the master and all settings from spark-submit, or it
 * attaches to the caller's: then it changes no settings, does not stop Spark, and cleans up at the end. In both cases its jobs have a tag of their
 * own, and it never cancels others; they stay in the job group of the thread that starts them, so that who cancels that group cancels them, too.
 */
public final class ClusterSession implements AutoCloseable {
    private final JavaSparkContext spark;
    private final @Nullable SparkSession caller;
    private final ClusterNeeds needs;
    private final JobTag tag;
    private final ExecutorWatch watch;
    private final StallWatch stalls;

    private ClusterSession(JavaSparkContext spark, @Nullable SparkSession caller, ClusterNeeds needs) {
        this.spark = spark;
        this.caller = caller;
        this.needs = needs;
        tag = JobTag.create(spark);
        watch = new ExecutorWatch(spark.sc(), tag, needs.startupTimeout());
        watch.begin();
        stalls = new StallWatch(
                spark.sc(),
                tag,
                StallLimits.of(spark.getConf(), needs.taskTimeout()),
                ExecutorReplacement.by(spark.sc()),
                System::nanoTime);
        stalls.begin();
    }

    /**
     * Connects, with {@link SparkDefaults} where neither the cluster nor the user says otherwise, and waits for task slots.
     *
     * @throws ResourceException if no master was given, or the cluster does not provide what is needed in time
     */
    public static ClusterSession open(String applicationName, ClusterNeeds needs) {
        return open(applicationName, needs, sentence -> {});
    }

    /** The same, and reports what it waits for, such as {@code waiting for 2 executors, 1 available}. */
    public static ClusterSession open(String applicationName, ClusterNeeds needs, Consumer<String> told) {
        return open(new SparkConf().setIfMissing("spark.app.name", applicationName), needs, told);
    }

    /** Spark in local mode, in this JVM, with so many task slots: for experiments and tests. */
    public static ClusterSession local(int slots) {
        SparkConf conf = new SparkConf().setMaster("local[" + slots + "]").setAppName("Lockstep");
        return open(conf, new ClusterNeeds(BackendPolicy.CPU, 1, Duration.ofMinutes(1)), sentence -> {});
    }

    /**
     * Attaches to the caller's Spark without changing it, also beside other jobs and sessions; {@link #close} leaves it running.
     *
     * @throws ResourceException if it is stopped, or does not provide what is needed in time
     */
    public static ClusterSession attach(SparkSession caller, ClusterNeeds needs) {
        return attach(caller, needs, sentence -> {});
    }

    /** The same, and reports what it waits for. */
    public static ClusterSession attach(SparkSession caller, ClusterNeeds needs, Consumer<String> told) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(caller.sparkContext());
        if (spark.sc().isStopped()) {
            throw new ResourceException(
                    "SparkSession: expected a running session, found a stopped one. Start a new session, and attach to it.");
        }
        KryoClasses.require(spark.getConf());
        if (spark.isLocal() && needs.backend() == BackendPolicy.CPU && needs.nd4j()) {
            NativeThreads.startUndisturbed();
        }
        return awaitSlots(new ClusterSession(spark, caller, needs), new StartUp(spark.getConf(), needs, told));
    }

    private static ClusterSession open(SparkConf given, ClusterNeeds needs, Consumer<String> told) {
        SparkConf conf = SparkDefaults.in(given, needs.backend());
        if (!conf.contains("spark.master")) {
            throw new ResourceException(
                    "spark.master: expected a Spark master, found none. Start Lockstep with submit/local or spark-submit.");
        }
        if (conf.get("spark.master").startsWith("local") && needs.backend() == BackendPolicy.CPU && needs.nd4j()) {
            NativeThreads.startUndisturbed(); // before Spark, not beside it
        }
        StartUp start = new StartUp(conf, needs, told);
        return awaitSlots(new ClusterSession(start.connect(), null, needs), start);
    }

    private static ClusterSession awaitSlots(ClusterSession session, StartUp start) {
        try {
            start.awaitSlots(session.spark);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Runs work whose jobs belong to this session.
     *
     * @throws ResourceException if it fails because of the cluster
     * @throws CancelledException if somebody cancels its jobs, or interrupts this thread; any other failure is thrown unchanged
     */
    public <T> T run(Supplier<T> work) {
        try {
            return tag.run(() -> onCallersSession(work));
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            RuntimeException failure = JobFailure.of(e, spark, watch, stalls, needs);
            if (failure instanceof CancelledException cancelled && cancelled.isByInterruption()) {
                cancel(); // nobody waits for the job any more, and Spark would let it run
                Thread.currentThread().interrupt();
            }
            throw failure;
        }
    }

    /** Tables are read and written with the Spark session that is active in the thread. */
    private <T> T onCallersSession(Supplier<T> work) {
        if (caller == null) {
            return work.get();
        }
        Option<SparkSession> before = SparkSession.getActiveSession();
        SparkSession.setActiveSession(caller);
        try {
            return work.get();
        } finally {
            if (before.isDefined()) {
                SparkSession.setActiveSession(before.get());
            } else {
                SparkSession.clearActiveSession();
            }
        }
    }

    /** The Spark context on which jobs run. */
    public JavaSparkContext spark() {
        return spark;
    }

    /** By which its jobs are known. */
    JobTag tag() {
        return tag;
    }

    /** Number of task slots; at least 1, even when all executors are lost at this moment. */
    public int slots() {
        return Math.max(1, Slots.of(spark));
    }

    /** How many of them have a task, of this session or of others. */
    public int busySlots() {
        return Slots.busy(spark);
    }

    /** Whether driver and executor are one. */
    public boolean isLocal() {
        return spark.isLocal();
    }

    /** Number of task slots of the largest executor. */
    public int slotsOfAnExecutor() {
        return Slots.ofLargest(spark);
    }

    /** Heap of each executor, bytes. */
    public long executorHeap() {
        return spark.getConf().getSizeAsMb("spark.executor.memory", "1g") << 20;
    }

    /** Memory outside the heap in an executor's container, bytes. */
    public long executorOverhead() {
        long least = 384L << 20;
        double factor = spark.getConf().getDouble("spark.executor.memoryOverheadFactor", 0.1);
        long byDefault = Math.max(least, (long) (factor * executorHeap()));
        return spark.getConf().getSizeAsMb("spark.executor.memoryOverhead", (byDefault >> 20) + "m") << 20;
    }

    /** Runs a probe on every executor; the results by executor id. A busy executor may be missing. */
    public <T> Map<String, T> onEachExecutor(Probe<T> probe) {
        return tag.run(() -> TaskProcessor.onEachExecutor(spark, probe));
    }

    /** What a run's record says of Spark. */
    public record Description(String version, String master, String applicationId, int slots) {}

    /** The version, the master, the application's id and the task slots. */
    public Description describe() {
        return new Description(spark.version(), spark.master(), spark.sc().applicationId(), slots());
    }

    /**
     * The processor and kernel chosen for the policy on this cluster: every slot is probed, and an executor starts its backend.
     *
     * @throws BackendException itself or as a cause of Spark's exception, if the policy cannot be satisfied
     */
    public PassChoice choose(PassPlan plan, BackendPolicy policy) {
        plan.requireFeatures(); // before any job
        return tag.run(() -> choice(plan, policy));
    }

    private PassChoice choice(PassPlan plan, BackendPolicy policy) {
        List<String> reasons = new ArrayList<>();
        if (policy != BackendPolicy.CPU) {
            for (Kernel kernel : plan.onGpus()) {
                String reason = TaskProcessor.reasonAgainstGpus(spark, slots(), kernel);
                if (reason.isEmpty()) {
                    return chosen(plan.by(kernel).on(Processor.ANY_GPU), "");
                }
                reasons.add(reason);
            }
        }
        if (policy == BackendPolicy.GPU) {
            throw new BackendException(reasons.get(0));
        }
        return chosen(plan.by(plan.kernel().onCpu()).on(Processor.CPU), reasons.isEmpty() ? "" : reasons.get(0));
    }

    private PassChoice chosen(PassPlan plan, String reasonAgainstGpus) {
        return new PassChoice(plan, TaskProcessor.backend(spark, plan), reasonAgainstGpus);
    }

    /**
     * The plan for a pass on the driver, for checks.
     *
     * @throws ResourceException if it is for a GPU and the driver has none
     */
    public PassPlan onDriver(PassPlan plan) {
        return TaskProcessor.onDriver(spark, plan);
    }

    /** Opens passes of a plan in tasks; if bits are given, only on executors that match them. */
    public static PassFactory passes(PassPlan plan, @Nullable SameBits bits) {
        return bits == null ? TaskProcessor.passes(plan) : bits.passes(plan);
    }

    /**
     * The fingerprints of the executors, and of the driver where it must match. An executor that does not answer is checked
     * by {@link SameBits} when it computes.
     */
    public Fingerprints fingerprints(ProbeBlocks probe, PassPlan plan, boolean ofDriver) {
        return tag.run(() -> Fingerprints.take(spark, probe, plan, ofDriver));
    }

    /** All executors so far, including lost ones. */
    public List<ExecutorDescription> executors() {
        return ExecutorDescription.all(spark.sc());
    }

    /** Whether Spark adds and removes executors as there is work for them. */
    public boolean isDynamic() {
        return Demand.isDynamic(spark.getConf());
    }

    /** How long this session waits for executors. */
    public Duration startupTimeout() {
        return needs.startupTimeout();
    }

    /** Watches for which executor a step waits, and replaces one that is silent. */
    public StallWatch stalls() {
        return stalls;
    }

    /** Cancels this session's running jobs; threads that wait for one get Spark's exception, and {@link #run} throws a {@link CancelledException}. */
    public void cancel() {
        tag.cancel();
    }

    /** Stops Spark, if it is our own. */
    @Override
    public void close() {
        stalls.close();
        watch.close();
        if (caller == null) {
            spark.close();
        }
    }
}
