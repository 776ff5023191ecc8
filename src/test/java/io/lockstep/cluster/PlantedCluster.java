package io.lockstep.cluster;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.Examples;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** A cluster that other packages' tests can plant faults on: in its passes, its reduction and its layout. */
public final class PlantedCluster implements AutoCloseable {
    private final JavaSparkContext spark;

    private PlantedCluster(JavaSparkContext spark) {
        this.spark = spark;
    }

    /** Two task slots in this JVM; a task may fail three times. */
    public static PlantedCluster start() {
        return new PlantedCluster(LocalSpark.start("local[2,4]", new SparkConf()));
    }

    /** What the driver makes of the partitions' sums. */
    public interface Reduction {
        /** The sum over the batch. */
        GradientSum of(List<GradientSum> partitions, Batch batch);
    }

    /** The blocks, spread as by {@link ClusterBlocks#of}. */
    public ClusterBlocks blocks(Examples examples, BlockPlan plan, List<BlockRange> layout) {
        return ClusterBlocks.of(spark, examples, plan, layout);
    }

    /** Blocks of a table, each on the partition whose range it is in. */
    public ClusterBlocks blocks(List<Block> blocks, BlockPlan plan, List<BlockRange> layout) {
        List<JavaSerialized<ArrayList<Block>>> partitions = layout.stream()
                .map(range -> JavaSerialized.of(
                        new ArrayList<>(blocks.subList(range.first(), range.first() + range.count()))))
                .toList();
        JavaRDD<JavaSerialized<Block>> rdd = spark.parallelize(partitions, partitions.size())
                .flatMap(JavaSerialized.each((ArrayList<Block> mine) -> mine.iterator()));
        return ClusterBlocks.of(spark, "a table", plan, rdd);
    }

    /** The cluster's own gradients by any pass. */
    public static GradientSource by(PassFactory passes, ClusterBlocks blocks) {
        return new ClusterGradients(blocks, passes);
    }

    /** The same, with another reduction. */
    public static GradientSource reduced(Reduction reduction, PassFactory passes, ClusterBlocks blocks) {
        return new Reduced(reduction, passes, blocks, new ClusterGradients(blocks, passes));
    }

    /**
     * The same, with sums that tasks push to a server by themselves, as to a parameter server. The first attempt of partition
     * 1 ends after its push and before Spark hears of it.
     */
    public static GradientSource pushed(PassFactory passes, ClusterBlocks blocks, Runnable lost) {
        return new Pushed(passes, blocks, lost, new ClusterGradients(blocks, passes));
    }

    /** Partition of the task that asks. */
    public static int partition() {
        return TaskContext.getPartitionId();
    }

    /** Whether a task asks, not the driver. */
    public static boolean inTask() {
        return TaskContext.get() != null;
    }

    @Override
    public void close() {
        spark.close();
    }

    private record Reduced(Reduction reduction, PassFactory passes, ClusterBlocks blocks, GradientSource right)
            implements GradientSource {
        @Override
        public String name() {
            return right.name();
        }

        @Override
        public GradientSum gradientSum(Parameters parameters, Batch batch) {
            PassFactory open = passes;
            List<GradientSum> partitions = blocks.withParameters(
                    parameters, sent -> blocks.collect(mine -> BlockSums.gradientSum(mine, sent.value(), open, batch)));
            return reduction.of(partitions, batch);
        }

        @Override
        public List<BlockDigest> digests(Parameters parameters, Batch batch) {
            return right.digests(parameters, batch);
        }
    }

    private record Pushed(PassFactory passes, ClusterBlocks blocks, Runnable lost, GradientSource right)
            implements GradientSource {
        /** Stands for the server: tasks and driver share a JVM here. */
        private static final List<GradientSum> SERVER = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return right.name();
        }

        @Override
        public GradientSum gradientSum(Parameters parameters, Batch batch) {
            SERVER.clear();
            PassFactory open = passes;
            List<Integer> attempts = blocks.withParameters(
                    parameters,
                    sent -> blocks.collect(mine -> {
                        SERVER.add(BlockSums.gradientSum(mine, sent.value(), open, batch));
                        TaskContext task = TaskContext.get();
                        if (task.partitionId() == 1 && task.attemptNumber() == 0) {
                            throw new IllegalStateException("planted: lost after its push");
                        }
                        return task.attemptNumber();
                    }));
            attempts.stream().filter(attempt -> attempt > 0).forEach(attempt -> lost.run());
            GradientSum sum = GradientSum.zero(parameters.architecture(), batch);
            SERVER.forEach(sum::merge);
            return sum;
        }

        @Override
        public List<BlockDigest> digests(Parameters parameters, Batch batch) {
            return right.digests(parameters, batch);
        }
    }
}
