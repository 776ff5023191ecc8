package io.lockstep.bench;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Objects;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * A job straight on the partitions of an RDD, by {@code SparkContext.runJob}. {@code mapPartitions} and {@code reduce} make an RDD,
 * and Spark parses the byte code of whoever wrote each of their closures, at every call; it does not look into a function that is
 * a class by itself.
 */
final class PartitionJob<T, R> extends AbstractFunction2<TaskContext, scala.collection.Iterator<T>, R>
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What a task does with its partition. */
    interface Task<T, R> extends Serializable {
        R of(Iterator<T> mine) throws Exception;
    }

    private final Task<T, R> task;

    private PartitionJob(Task<T, R> task) {
        this.task = task;
    }

    @Override
    public R apply(TaskContext context, scala.collection.Iterator<T> mine) {
        try {
            return task.of(JavaConverters.asJavaIterator(mine));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs it on all partitions and merges what they give, in the order of arrival. */
    static <T, R> R run(JavaRDD<T> rdd, Task<T, R> task, Function2<R, R, R> merge) {
        Merged<R> merged = new Merged<>(merge);
        rdd.context().runJob(rdd.rdd(), new PartitionJob<>(task), merged, ClassTag$.MODULE$.apply(Object.class));
        return Objects.requireNonNull(merged.value, "expected at least one partition");
    }

    /** On the driver. */
    private static final class Merged<R> extends AbstractFunction2<Object, R, BoxedUnit> {
        private final Function2<R, R, R> merge;
        private @Nullable R value;

        Merged(Function2<R, R, R> merge) {
            this.merge = merge;
        }

        @Override
        public BoxedUnit apply(Object partition, R result) {
            try {
                value = value == null ? result : merge.call(value, result);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return BoxedUnit.UNIT;
        }
    }
}
