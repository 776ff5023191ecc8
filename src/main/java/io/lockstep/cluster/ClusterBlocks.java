package io.lockstep.cluster;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.block.BlockSource;
import io.lockstep.cluster.bits.SameBits;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Examples on a cluster: each partition has its own whole blocks and keeps them. A lost partition is made again: read from its source, or
 * from Spark's shuffle; the driver never holds the data.
 */
public final class ClusterBlocks implements AutoCloseable {
    /** Up to this number of partitions one stage is faster: a tree costs a shuffle. Beyond, the driver would merge too many sums. */
    private static final int PARTITIONS_REDUCED_AT_ONCE = 32;

    /** Up to this size parameters are sent with the tasks' code, which is broadcast anyway; beyond, each executor keeps one copy. */
    private static final int PARAMETERS_IN_A_TASK = 1 << 18;

    private final JavaSparkContext spark;
    private final @Nullable Examples examples;
    private final BlockPlan plan;
    private final JavaRDD<JavaSerialized<Block>> blocks;
    private final List<BlockRange> layout;
    private final @Nullable SameBits sameBits;
    private final JobProperties jobs;

    private ClusterBlocks(
            JavaSparkContext spark,
            @Nullable Examples examples,
            BlockPlan plan,
            JavaRDD<JavaSerialized<Block>> blocks,
            List<BlockRange> layout,
            @Nullable SameBits sameBits,
            JobProperties jobs) {
        this.spark = spark;
        this.examples = examples;
        this.plan = plan;
        this.blocks = blocks;
        this.layout = layout;
        this.sameBits = sameBits;
        this.jobs = jobs;
    }

    /** Distributes the blocks evenly; with more partitions than blocks some partitions are empty. */
    public static ClusterBlocks of(JavaSparkContext spark, Examples examples, BlockPlan plan, int partitions) {
        return of(spark, examples, plan, shares(plan, partitions));
    }

    private static List<BlockRange> shares(BlockPlan plan, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> plan.share(partition, partitions))
                .toList();
    }

    /**
     * Blocks that Spark has made in another way, as from a table by a shuffle. They are kept in memory and, where that is full, on disk.
     *
     * @param name of the data, for Spark's web page
     * @param blocks partition p has {@code plan.share(p, partitions)}, in order
     */
    public static ClusterBlocks of(
            JavaSparkContext spark, String name, BlockPlan plan, JavaRDD<JavaSerialized<Block>> blocks) {
        // A block is a few arrays of numbers, no larger than its bytes. Kept serialised, every mini-batch would have to
        // read all
        // blocks of a partition in order to find its own.
        blocks.setName("blocks of " + name).persist(StorageLevel.MEMORY_AND_DISK());
        List<BlockRange> layout = shares(plan, blocks.getNumPartitions());
        return new ClusterBlocks(spark, null, plan, blocks, layout, null, JobProperties.ofThisThread(spark));
    }

    /** Gives each partition the range of blocks at its index; the layout changes the distribution of work, not the result. */
    public static ClusterBlocks of(
            JavaSparkContext spark, Examples examples, BlockPlan plan, List<BlockRange> partitions) {
        List<JavaSerialized<BlockRange>> ranges =
                partitions.stream().map(JavaSerialized::of).toList();
        JavaRDD<JavaSerialized<Block>> blocks = spark.parallelize(ranges, ranges.size())
                .flatMap(JavaSerialized.each((BlockRange range) -> read(examples, plan, range)))
                .setName("blocks of " + examples.name())
                .persist(StorageLevel.MEMORY_AND_DISK());
        return new ClusterBlocks(
                spark, examples, plan, blocks, List.copyOf(partitions), null, JobProperties.ofThisThread(spark));
    }

    /**
     * The same blocks, kept in the form in which this plan's pass reads them fastest. To be called before they are first used: each block is
     * then prepared once, where it is cached.
     */
    public ClusterBlocks preparedFor(PassPlan passPlan) {
        if (!passPlan.prepares()) {
            return this;
        }
        JavaRDD<JavaSerialized<Block>> prepared = blocks.map(
                        block -> JavaSerialized.of(passPlan.prepare(block.value())))
                .setName(blocks.name())
                .persist(StorageLevel.MEMORY_AND_DISK());
        blocks.unpersist(); // nothing is in it yet
        return new ClusterBlocks(spark, examples, plan, prepared, layout, sameBits, jobs);
    }

    /** The same blocks, restricted to executors with these bits; for all executors if null. */
    public ClusterBlocks requiring(@Nullable SameBits bits) {
        return new ClusterBlocks(spark, examples, plan, blocks, layout, bits, jobs);
    }

    /** In a task: the blocks of a range, read on demand. Open files are closed when the task ends. */
    public static Iterator<Block> read(Examples examples, BlockPlan plan, BlockRange range) {
        BlockReader reader = BlockReader.open(examples, plan, range);
        TaskCompletionListener closeReader = context -> reader.close();
        TaskContext.get().addTaskCompletionListener(closeReader);
        return reader;
    }

    /** Number of partitions. */
    public int partitions() {
        return layout.size();
    }

    /** Spark's number for the cached blocks. */
    public int id() {
        return blocks.id();
    }

    JavaRDD<JavaSerialized<Block>> rdd() {
        return blocks;
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
        return new DriverBlocks(this, layout);
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
        return run(() -> partitions() <= PARTITIONS_REDUCED_AT_ONCE
                ? PartitionJob.reduce(blocks, task, merge)
                : inATree(blocks, task, merge));
    }

    private static <R> R inATree(
            JavaRDD<JavaSerialized<Block>> blocks, PartitionJob.Task<R> task, PartitionJob.Merge<R> merge) {
        return blocks.mapPartitions(mine -> List.of(JavaSerialized.of(task.of(JavaSerialized.values(mine))))
                        .iterator())
                .treeReduce((some, others) -> JavaSerialized.of(merge.call(some.value(), others.value())))
                .value();
    }

    /** Runs work whose jobs belong to the session of the blocks, on any thread. */
    public <T> T run(Supplier<T> work) {
        return jobs.run(work);
    }

    /** The tasks' results, in the order of the partitions. */
    public <R> List<R> collect(PartitionJob.Task<R> task) {
        return run(() -> PartitionJob.collect(blocks, task));
    }

    /** Submits tasks that run at the same time. */
    public <R> GangJob<R> gang(PartitionJob.Task<R> task, Runnable whenOver) {
        return run(() -> GangJob.submit(blocks, task, whenOver));
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
        blocks.unpersist();
    }
}
