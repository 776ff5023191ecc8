package io.lockstep.cluster;

import io.lockstep.block.Block;
import io.lockstep.cluster.wire.JavaSerialized;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.concurrent.ExecutionContext;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * A Spark job whose tasks run at the same time, one for each partition, so that they can wait for one another: Spark's barrier stage. Spark starts
 * all of them or none, does not repeat any, and ends all when one fails.
 *
 * @param <R> result of a task
 */
public final class GangJob<R> {
    private final JavaRDD<JavaSerialized<Block>> blocks;
    private final SimpleFutureAction<BoxedUnit> job;
    private final Map<Integer, R> results; // in the order of the partitions

    private GangJob(JavaRDD<JavaSerialized<Block>> blocks, SimpleFutureAction<BoxedUnit> job, Map<Integer, R> results) {
        this.blocks = blocks;
        this.job = job;
        this.results = results;
    }

    /** Submits it; {@code whenOver} is called on a thread of Spark's when it has ended, in whatever way. */
    static <R> GangJob<R> submit(JavaRDD<JavaSerialized<Block>> blocks, PartitionJob.Task<R> task, Runnable whenOver) {
        ClassTag<JavaSerialized<R>> any = ClassTag$.MODULE$.apply(Object.class);
        RDD<JavaSerialized<R>> stage = blocks.rdd().barrier().mapPartitions(new Work<>(task), false, any);
        Map<Integer, R> results = new TreeMap<>();
        List<Object> partitions = new ArrayList<>(
                IntStream.range(0, blocks.getNumPartitions()).boxed().toList());
        SimpleFutureAction<BoxedUnit> job = blocks.context()
                .submitJob(
                        stage,
                        new First<JavaSerialized<R>>(),
                        JavaConverters.asScalaBuffer(partitions).toSeq(),
                        new AbstractFunction2<Object, JavaSerialized<R>, BoxedUnit>() {
                            @Override
                            public BoxedUnit apply(Object partition, JavaSerialized<R> result) {
                                results.put((Integer) partition, result.value()); // one at a time
                                return BoxedUnit.UNIT;
                            }
                        },
                        new AbstractFunction0<BoxedUnit>() {
                            @Override
                            public BoxedUnit apply() {
                                return BoxedUnit.UNIT;
                            }
                        });
        job.onComplete(
                new AbstractFunction1<Try<BoxedUnit>, Object>() {
                    @Override
                    public Object apply(Try<BoxedUnit> ended) {
                        whenOver.run();
                        return BoxedUnit.UNIT;
                    }
                },
                ExecutionContext.fromExecutor(Runnable::run));
        return new GangJob<>(blocks, job, results);
    }

    /** Whether some of its tasks run, as far as Spark's status, which is a little late, says. */
    public boolean isActive() {
        JavaSparkStatusTracker tracker =
                JavaSparkContext.fromSparkContext(blocks.context()).statusTracker();
        return JavaConverters.seqAsJavaList(job.jobIds()).stream()
                .flatMap(id -> Stream.ofNullable(tracker.getJobInfo((Integer) id)))
                .flatMapToInt(info -> IntStream.of(info.stageIds()))
                .mapToObj(tracker::getStageInfo)
                .anyMatch(stage -> stage != null && stage.numActiveTasks() > 0);
    }

    /** Whether it has ended. */
    public boolean isOver() {
        return job.isCompleted();
    }

    /** The tasks' results, in the order of the partitions, once it has ended; throws what made it fail. */
    public List<R> results() {
        job.value().get().get();
        return List.copyOf(results.values());
    }

    /** Ends it. */
    public void cancel() {
        job.cancel();
    }

    private static final class Work<R>
            extends AbstractFunction1<Iterator<JavaSerialized<Block>>, Iterator<JavaSerialized<R>>>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private final PartitionJob.Task<R> task;

        Work(PartitionJob.Task<R> task) {
            this.task = task;
        }

        @Override
        public Iterator<JavaSerialized<R>> apply(Iterator<JavaSerialized<Block>> mine) {
            R result = task.of(JavaSerialized.values(JavaConverters.asJavaIterator(mine)));
            return JavaConverters.asScalaIterator(
                    List.of(JavaSerialized.of(result)).iterator());
        }
    }

    private static final class First<T> extends AbstractFunction1<Iterator<T>, T> implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public T apply(Iterator<T> values) {
            return values.next();
        }
    }
}
