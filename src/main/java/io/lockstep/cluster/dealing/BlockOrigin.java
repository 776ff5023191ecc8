package io.lockstep.cluster.dealing;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.Examples;
import io.lockstep.pass.plan.PassPlan;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.CoalescedRDDPartition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Where blocks come from that no executor has cached. Every dealing goes back to it directly, never to an earlier dealing: else the
 * lineage would grow with each, and a block that is lost would be made of more and more partitions.
 */
public sealed interface BlockOrigin extends Serializable {

    /** The blocks of a range, in a task. */
    Iterator<JavaSerialized<Block>> read(BlockRange range, CoalescedRDDPartition partition, TaskContext task);

    /** Whether reading blocks costs a task more than fetching them from another executor that has them cached. */
    boolean isFar();

    /** A partition of Spark that can read this range, and with it what lies between. */
    CoalescedRDDPartition partition(int index, BlockRange range, @Nullable String location);

    /** For Spark, what partitions with these ranges depend on. */
    Seq<Dependency<?>> dependencies(List<BlockRange> layout);

    /** The same blocks in the form that this plan's pass reads fastest. */
    BlockOrigin preparedFor(PassPlan passPlan);

    /** Files that every task can open. Only the blocks that are wanted are read, so that no other executor is asked for its own. */
    record OfExamples(
            Examples examples, BlockPlan plan, @Nullable PassPlan passPlan) implements BlockOrigin {

        @Override
        public Iterator<JavaSerialized<Block>> read(
                BlockRange range, CoalescedRDDPartition partition, TaskContext task) {
            Iterator<Block> blocks = open(examples, plan, range, task);
            PassPlan prepares = passPlan;
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return blocks.hasNext();
                }

                @Override
                public JavaSerialized<Block> next() {
                    return JavaSerialized.of(prepares == null ? blocks.next() : prepares.prepare(blocks.next()));
                }
            };
        }

        /** The blocks of a range, read on demand. Open files are closed when the task ends. */
        public static Iterator<Block> open(Examples examples, BlockPlan plan, BlockRange range, TaskContext task) {
            BlockReader reader = BlockReader.open(examples, plan, range);
            TaskCompletionListener closeReader = context -> reader.close();
            task.addTaskCompletionListener(closeReader);
            return reader;
        }

        @Override
        public boolean isFar() {
            return false;
        }

        @Override
        public CoalescedRDDPartition partition(int index, BlockRange range, @Nullable String location) {
            return new CoalescedRDDPartition(index, null, new int[0], Option.apply(location));
        }

        @Override
        public Seq<Dependency<?>> dependencies(List<BlockRange> layout) {
            return JavaConverters.asScalaBuffer(List.of());
        }

        @Override
        public BlockOrigin preparedFor(PassPlan prepares) {
            return new OfExamples(examples, plan, prepares);
        }
    }

    /**
     * What Spark has made in another way, as by a shuffle of a table's rows.
     *
     * @param blocks not cached
     * @param layout the range of each of its partitions
     */
    record OfRdd(JavaRDD<JavaSerialized<Block>> blocks, List<BlockRange> layout) implements BlockOrigin {

        public OfRdd {
            layout = List.copyOf(layout);
        }

        @Override
        public Iterator<JavaSerialized<Block>> read(
                BlockRange range, CoalescedRDDPartition partition, TaskContext task) {
            RDD<JavaSerialized<Block>> rdd = blocks.rdd();
            return new Chain(
                    JavaConverters.seqAsJavaList(partition.parents()).stream()
                            .filter(parent ->
                                    !layout.get(parent.index()).and(range).isEmpty())
                            .map(parent -> JavaConverters.asJavaIterator(rdd.iterator(parent, task)))
                            .iterator(),
                    range);
        }

        @Override
        public boolean isFar() {
            return true;
        }

        @Override
        public CoalescedRDDPartition partition(int index, BlockRange range, @Nullable String location) {
            return new CoalescedRDDPartition(index, blocks.rdd(), overlapping(range), Option.apply(location));
        }

        private int[] overlapping(BlockRange range) {
            return IntStream.range(0, layout.size())
                    .filter(parent -> !layout.get(parent).and(range).isEmpty())
                    .toArray();
        }

        @Override
        public Seq<Dependency<?>> dependencies(List<BlockRange> dealt) {
            OfRdd parents = this;
            return JavaConverters.asScalaBuffer(List.of(new NarrowDependency<>(blocks.rdd()) {
                @Override
                public Seq<Object> getParents(int partition) {
                    return JavaConverters.asScalaBuffer(IntStream.of(parents.overlapping(dealt.get(partition)))
                            .<Object>mapToObj(Integer::valueOf)
                            .toList());
                }
            }));
        }

        @Override
        public BlockOrigin preparedFor(PassPlan passPlan) {
            return new OfRdd(blocks.map(block -> JavaSerialized.of(passPlan.prepare(block.value()))), layout);
        }
    }
}
