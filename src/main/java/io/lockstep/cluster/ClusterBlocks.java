package io.lockstep.cluster;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.block.BlockSource;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.cluster.dealing.BlockOrigin;
import io.lockstep.cluster.dealing.Dealing;
import io.lockstep.cluster.dealing.Dealings;
import io.lockstep.cluster.dealing.Move;
import io.lockstep.cluster.executor.Place;
import io.lockstep.cluster.executor.Slots;
import io.lockstep.cluster.wire.Broadcasted;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.Examples;
import io.lockstep.data.TargetUnits;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.InputGradient;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.EvaluationSums;
import io.lockstep.metric.LargeError;
import io.lockstep.metric.Mistake;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.plan.PassPlan;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Examples on a cluster: each partition has its own whole blocks and keeps them. A lost partition is made again: read from its source, or
 * from Spark's shuffle; the driver never holds the data.
 */
public final class ClusterBlocks implements AutoCloseable {
    /** Up to this size parameters are sent with the tasks' code, which is broadcast anyway; beyond, each executor keeps one copy. */
    private static final int PARAMETERS_IN_A_TASK = 1 << 18;

    private final JavaSparkContext spark;
    private final @Nullable Examples examples;
    private final BlockPlan plan;
    private final Dealings dealings;
    private final @Nullable SameBits sameBits;
    private final JobProperties jobs;

    private ClusterBlocks(
            JavaSparkContext spark,
            @Nullable Examples examples,
            BlockPlan plan,
            Dealings dealings,
            @Nullable SameBits sameBits,
            JobProperties jobs) {
        this.spark = spark;
        this.examples = examples;
        this.plan = plan;
        this.dealings = dealings;
        this.sameBits = sameBits;
        this.jobs = jobs;
    }

    /** Distributes the blocks evenly; with more partitions than blocks some partitions are empty. */
    public static ClusterBlocks of(JavaSparkContext spark, Examples examples, BlockPlan plan, int partitions) {
        return of(spark, examples, plan, plan.shares(partitions));
    }

    /** Gives each partition the range of blocks at its index; the layout changes the distribution of work, not the result. */
    public static ClusterBlocks of(
            JavaSparkContext spark, Examples examples, BlockPlan plan, List<BlockRange> partitions) {
        BlockOrigin origin = new BlockOrigin.OfExamples(examples, plan, null);
        Dealings dealings = Dealings.of(spark.sc(), examples.name(), plan, origin, partitions);
        return new ClusterBlocks(spark, examples, plan, dealings, null, JobProperties.ofThisThread(spark));
    }

    /**
     * Blocks that Spark makes in another way, as from a table by a shuffle. They are kept in memory and, where that is full, on disk.
     *
     * @param name of the data, for Spark's web page
     * @param blocks partition p has {@code plan.share(p, partitions)}, in order
     */
    public static ClusterBlocks of(
            JavaSparkContext spark, String name, BlockPlan plan, JavaRDD<JavaSerialized<Block>> blocks) {
        List<BlockRange> layout = plan.shares(blocks.getNumPartitions());
        Dealings dealings = Dealings.of(spark.sc(), name, plan, new BlockOrigin.OfRdd(blocks, layout), layout);
        return new ClusterBlocks(spark, null, plan, dealings, null, JobProperties.ofThisThread(spark));
    }

    /**
     * The same blocks, kept in the form in which this plan's pass reads them fastest. To be called before they are first used: each block is
     * then prepared once, where it is cached.
     */
    public ClusterBlocks preparedFor(PassPlan passPlan) {
        return passPlan.prepares()
                ? new ClusterBlocks(spark, examples, plan, dealings.preparedFor(passPlan), sameBits, jobs)
                : this;
    }

    /** The same blocks, restricted to executors with these bits; for all executors if null. They are dealt together with these. */
    public ClusterBlocks requiring(@Nullable SameBits bits) {
        return new ClusterBlocks(spark, examples, plan, dealings, bits, jobs);
    }

    /**
     * Deals the blocks anew over the executors that are there, in another number of partitions; what an executor has cached it keeps, as far as
     * possible. The results keep their bits. A job that has begun ends on the layout with which it began.
     *
     * @return what has changed; empty if all is where it should be
     */
    public Optional<Move> dealOver(int partitions) {
        return dealOver(partitions, Slots.ofEach(spark));
    }

    /** The same over some executors; the others keep no block. */
    public Optional<Move> dealOver(int partitions, Map<Place, Integer> slots) {
        return run(() -> dealings.over(partitions, slots));
    }

    /** In a task: the blocks of a range, read on demand. Open files are closed when the task ends. */
    public static Iterator<Block> read(Examples examples, BlockPlan plan, BlockRange range) {
        return BlockOrigin.OfExamples.open(examples, plan, range, TaskContext.get());
    }

    /** Number of partitions. */
    public int partitions() {
        return dealing().layout().size();
    }

    /** Which partition holds which blocks now. For a job and all that belongs to it, ask once. */
    public Dealing dealing() {
        return dealings.now();
    }

    /** Spark's number for the cached blocks. */
    public int id() {
        return dealing().blocks().id();
    }

    JavaRDD<JavaSerialized<Block>> rdd() {
        return dealing().blocks();
    }

    public JavaSparkContext spark() {
        return spark;
    }

    /** Reads some blocks a second time, in a task. */
    public interface Rereading extends Serializable {
        Iterator<Block> open();
    }

    /**
     * Some blocks once more: from their source where every task can read them there, else from the cache by way of the driver.
     *
     * @param indexes ascending
     */
    public Rereading rereading(List<Integer> indexes) {
        Examples source = examples;
        BlockPlan cut = plan;
        if (source != null) {
            return () -> BlockReader.open(source, cut, indexes);
        }
        BitSet some = new BitSet();
        indexes.forEach(some::set);
        List<Block> fetched = new ArrayList<>();
        driverBlocks().open(new Batch(1, some, 0)).forEachRemaining(fetched::add);
        return fetched::iterator;
    }

    /** The blocks on the driver, a few MiB of them at a time. */
    public BlockSource driverBlocks() {
        return new DriverBlocks(this);
    }

    /** How the examples are divided into blocks. */
    public BlockPlan plan() {
        return plan;
    }

    /** The tasks' total computing time, divided by the number of concurrent tasks. */
    public Duration spread(long nanoseconds) {
        return Duration.ofNanos(nanoseconds / Math.max(1, Math.min(partitions(), Slots.of(spark))));
    }

    /** The tasks' results, merged on the driver or in a tree. */
    public <R> R reduce(PartitionJob.Task<R> task, PartitionJob.Merge<R> merge) {
        return run(() -> PartitionJob.reduce(rdd(), task, merge));
    }

    /** Runs work whose jobs belong to the session of the blocks, on any thread. */
    public <T> T run(Supplier<T> work) {
        return jobs.run(work);
    }

    /** The tasks' results, in the order of the partitions. */
    public <R> List<R> collect(PartitionJob.Task<R> task) {
        return run(() -> PartitionJob.collect(rdd(), task));
    }

    /** Submits tasks that run at the same time. */
    public <R> GangJob<R> gang(PartitionJob.Task<R> task, Runnable whenOver) {
        return run(() -> GangJob.submit(dealing().blocks(), task, whenOver));
    }

    /** Opens passes of a plan in tasks. */
    PassFactory passes(PassPlan passPlan) {
        return ClusterSession.passes(passPlan, sameBits);
    }

    /** The forward pass over every block. */
    public Evaluation evaluate(Parameters parameters, PassPlan passPlan) {
        return evaluate(parameters, passPlan, TargetUnits.AS_THEY_ARE);
    }

    /**
     * Evaluates the network on every block.
     *
     * @param units of a regression's targets
     */
    public Evaluation evaluate(Parameters parameters, PassPlan passPlan, TargetUnits units) {
        PassFactory passes = passes(passPlan);
        EvaluationSums sums = withParameters(
                parameters,
                sent -> reduce(mine -> BlockSums.evaluate(mine, sent.value(), passes), EvaluationSums::merge));
        return Evaluation.of(parameters.architecture(), sums, units);
    }

    /** Several forward passes over every block, in one job: the blocks are read once, and no scores are ranked. */
    public List<Evaluation> evaluate(Parameters parameters, List<PassPlan> passPlans) {
        List<PassFactory> passes = passPlans.stream().map(this::passes).toList();
        List<EvaluationSums> sums = withParameters(
                parameters,
                sent -> reduce(mine -> BlockSums.evaluate(mine, sent.value(), passes, false), ClusterBlocks::merge));
        return sums.stream()
                .map(each -> Evaluation.of(parameters.architecture(), each))
                .toList();
    }

    private static List<EvaluationSums> merge(List<EvaluationSums> some, List<EvaluationSums> others) {
        for (int i = 0; i < some.size(); i++) {
            some.get(i).merge(others.get(i));
        }
        return some;
    }

    /** The misclassified examples, or those with the largest errors of a regression, targets as they are. */
    public List<Mistake> mistakes(Parameters parameters, PassPlan passPlan, int count) {
        return mistakes(parameters, passPlan, count, TargetUnits.AS_THEY_ARE);
    }

    /**
     * The misclassified examples, or those with the largest errors of a regression, the worst first, at most so many.
     *
     * @param units of a regression's targets
     */
    public List<Mistake> mistakes(Parameters parameters, PassPlan passPlan, int count, TargetUnits units) {
        PassFactory passes = passes(passPlan);
        List<Mistake> worst = withParameters(
                parameters,
                sent -> reduce(
                        mine -> BlockSums.mistakes(mine, sent.value(), passes, count),
                        (some, others) -> BlockSums.worst(some, others, count)));
        return worst.stream()
                .map(mistake -> mistake instanceof LargeError error ? error.in(units) : mistake)
                .toList();
    }

    /** The gradients with respect to the input of the first blocks, up to an example, in order. */
    public List<InputGradient> inputGradients(Parameters parameters, PassPlan passPlan, long examples) {
        PassFactory passes = passes(passPlan);
        return withParameters(
                        parameters,
                        sent -> collect(mine -> BlockSums.inputGradients(mine, sent.value(), passes, examples)))
                .stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(InputGradient::block))
                .toList();
    }

    /** The parameters as a task receives them. */
    public interface Sent<T> extends Serializable {
        T value();
    }

    /** Sends the parameters to the executors for one job and removes them after it. */
    public <T> T withParameters(Parameters parameters, Function<Sent<Parameters>, T> job) {
        if (parameters.values().length <= PARAMETERS_IN_A_TASK) {
            return job.apply(() -> parameters);
        }
        try (Broadcasted<Parameters> broadcast = Broadcasted.of(spark, parameters)) {
            return job.apply(broadcast::value);
        }
    }

    /** Removes the cached blocks from the executors. */
    @Override
    public void close() {
        dealings.close();
    }
}
