package io.lockstep.bench;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.data.Examples;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * A step's gradient in the ways in which Spark can be asked for it, over cached blocks of their own, and Spark's empty job over
 * the same partitions. {@link io.lockstep.cluster.ClusterGradients} has chosen among them.
 */
final class GradientJobs implements AutoCloseable {
    private final JavaSparkContext spark;
    private final JavaRDD<Block> blocks;
    private final PassPlan pass;
    private final Batch batch;
    private final int tasksAtOnce;

    GradientJobs(Cluster cluster, Examples examples, BlockPlan plan, int partitions, PassPlan pass) {
        spark = cluster.session().spark();
        List<BlockRange> ranges = IntStream.range(0, partitions)
                .mapToObj(partition -> plan.share(partition, partitions))
                .toList();
        blocks = spark.parallelize(ranges, partitions)
                .flatMap(range -> ClusterBlocks.read(examples, plan, range))
                .map(pass::prepare)
                .persist(StorageLevel.MEMORY_AND_DISK());
        this.pass = pass;
        batch = plan.fullBatch(1);
        tasksAtOnce = Math.min(partitions, cluster.session().slots());
    }

    int partitions() {
        return blocks.getNumPartitions();
    }

    /** Spark's empty job, as everybody asks for one: each task gives a small number. */
    void empty() {
        blocks.mapPartitions(mine -> List.of(1L).iterator()).reduce(Long::sum);
    }

    Share broadcastReduce(Parameters parameters) {
        return share(() -> reduceBroadcast(parameters));
    }

    Share closureReduce(Parameters parameters) {
        PassPlan open = pass; // not this: an executor needs no more
        Batch wanted = batch;
        return share(() -> blocks.mapPartitions(mine ->
                        List.of(TimedSum.of(mine, parameters, open, wanted)).iterator())
                .reduce(TimedSum::merge));
    }

    Share broadcastTreeReduce(Parameters parameters) {
        return share(() -> withBroadcast(parameters, sent -> sums(sent).treeReduce(TimedSum::merge, 2)));
    }

    /** How much longer the slowest task takes than the mean of all, milliseconds; with as many tasks as slots. */
    double waitingForTheSlowest(Parameters parameters) {
        TimedSum sum = reduceBroadcast(parameters);
        return sum.slowest() - sum.spreadOver(tasksAtOnce);
    }

    private TimedSum reduceBroadcast(Parameters parameters) {
        return withBroadcast(parameters, sent -> sums(sent).reduce(TimedSum::merge));
    }

    private JavaRDD<TimedSum> sums(Broadcast<Parameters> sent) {
        PassPlan open = pass;
        Batch wanted = batch;
        return blocks.mapPartitions(
                mine -> List.of(TimedSum.of(mine, sent.value(), open, wanted)).iterator());
    }

    private TimedSum withBroadcast(Parameters parameters, Function<Broadcast<Parameters>, TimedSum> job) {
        Broadcast<Parameters> sent = spark.broadcast(parameters);
        try {
            return job.apply(sent);
        } finally {
            sent.destroy();
        }
    }

    private Share share(Supplier<TimedSum> job) {
        long start = System.nanoTime();
        TimedSum sum = job.get();
        sum.sum().mean();
        return new Share((System.nanoTime() - start) / 1e6, sum.spreadOver(tasksAtOnce));
    }

    @Override
    public void close() {
        blocks.unpersist();
    }
}
