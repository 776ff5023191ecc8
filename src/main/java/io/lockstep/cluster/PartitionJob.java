package io.lockstep.cluster;

import io.lockstep.block.Block;
import io.lockstep.cluster.wire.JavaSerialized;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One task for each partition, and the tasks' results: {@code mapPartitions} with {@code reduce} or {@code collect}. Those
 * parse the byte code around every closure, at each call, which costs 4 ms, half of a small step. Spark does not inspect a
 * function that is a named class.
 *
 * @param <R> result of a task
 */
public final class PartitionJob<R>
        extends AbstractFunction2<TaskContext, scala.collection.Iterator<JavaSerialized<Block>>, JavaSerialized<R>>
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Up to this number of partitions one stage is faster: a tree costs a shuffle. Beyond, the driver would merge too many sums. */
    private static final int PARTITIONS_REDUCED_AT_ONCE = 32;

    /** A task's work on its partition's blocks, on an executor. */
    public interface Task<R> extends Serializable {
        R of(Iterator<Block> mine);
    }

    /** Merges two results; it may modify and return the first. */
    public interface Merge<R> extends Function2<R, R, R> {
        @Override
        R call(R first, R second);
    }

    private final Task<R> task;

    private PartitionJob(Task<R> task) {
        this.task = task;
    }

    @Override
    public JavaSerialized<R> apply(TaskContext context, scala.collection.Iterator<JavaSerialized<Block>> mine) {
        return JavaSerialized.of(task.of(JavaSerialized.values(JavaConverters.asJavaIterator(mine))));
    }

    /** The results, merged on the driver in the order of their arrival, or in a tree. */
    static <R> R reduce(JavaRDD<JavaSerialized<Block>> blocks, Task<R> task, Merge<R> merge) {
        if (blocks.getNumPartitions() > PARTITIONS_REDUCED_AT_ONCE) {
            return inATree(blocks, task, merge);
        }
        Merged<R> merged = new Merged<>(merge);
        run(blocks, task, (partition, result) -> merged.add(result));
        return Stream.ofNullable(merged.value).findFirst().orElseThrow();
    }

    private static <R> R inATree(JavaRDD<JavaSerialized<Block>> blocks, Task<R> task, Merge<R> merge) {
        return blocks.mapPartitions(mine -> List.of(JavaSerialized.of(task.of(JavaSerialized.values(mine))))
                        .iterator())
                .treeReduce((some, others) -> JavaSerialized.of(merge.call(some.value(), others.value())))
                .value();
    }

    /** The results in the order of the partitions. */
    static <R> List<R> collect(JavaRDD<JavaSerialized<Block>> blocks, Task<R> task) {
        TreeMap<Integer, R> results = new TreeMap<>();
        run(blocks, task, results::put);
        return List.copyOf(results.values());
    }

    private static <R> void run(JavaRDD<JavaSerialized<Block>> blocks, Task<R> task, BiConsumer<Integer, R> arrived) {
        AbstractFunction2<Object, JavaSerialized<R>, BoxedUnit> handler = new AbstractFunction2<>() {
            @Override
            public BoxedUnit apply(Object partition, JavaSerialized<R> result) {
                arrived.accept((Integer) partition, result.value());
                return BoxedUnit.UNIT;
            }
        };
        blocks.context().runJob(blocks.rdd(), new PartitionJob<>(task), handler, ClassTag$.MODULE$.apply(Object.class));
    }

    /** On the driver. */
    private static final class Merged<R> {
        private final Merge<R> merge;
        private @Nullable R value;

        Merged(Merge<R> merge) {
            this.merge = merge;
        }

        void add(R result) {
            value = value == null ? result : merge.call(value, result);
        }
    }
}
