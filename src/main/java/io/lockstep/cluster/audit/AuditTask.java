package io.lockstep.cluster.audit;

import static java.util.Comparator.comparingInt;

import io.lockstep.cluster.executor.Place;
import io.lockstep.cluster.wire.JavaSerialized;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * Blocks that one task computes a second time.
 *
 * @param blocks their indexes, ascending
 * @param place where it should run
 */
record AuditTask(List<Integer> blocks, Place place) implements Serializable {

    /**
     * Assigns each block to a different executor than the one that computed it, on another host if possible, with the work
     * distributed evenly; if there is only one executor, to the same. No more tasks than slots.
     *
     * @param witnesses of the blocks as they were computed first, in the order of the blocks, at least one
     * @param slots of each executor
     */
    static List<AuditTask> elsewhere(List<BlockWitness> witnesses, Map<Place, Integer> slots) {
        List<Work> executors = new ArrayList<>();
        slots.forEach((place, count) -> {
            if (count > 0) {
                executors.add(new Work(place, count, new ArrayList<>()));
            }
        });
        if (executors.isEmpty()) { // all were just lost; Spark waits for one
            executors.add(new Work(witnesses.get(0).place(), 1, new ArrayList<>()));
        }
        for (BlockWitness witness : witnesses) {
            executors.stream()
                    .min(comparingInt((Work work) -> work.place.nearness(witness.place()))
                            .thenComparingDouble(Work::load))
                    .orElseThrow()
                    .blocks
                    .add(witness.block());
        }
        return executors.stream().flatMap(Work::tasks).toList();
    }

    /** What the tasks need, each in a partition with a preferred location. */
    static <T> JavaRDD<JavaSerialized<T>> placed(
            JavaSparkContext spark, List<AuditTask> tasks, Function<AuditTask, T> needed) {
        List<Tuple2<JavaSerialized<T>, Seq<String>>> placed = tasks.stream()
                .map(task -> new Tuple2<>(
                        JavaSerialized.of(needed.apply(task)),
                        seq(List.of(task.place().location()))))
                .toList();
        return spark.sc()
                // arrays of Object, which Kryo may always write
                .makeRDD(seq(placed), ClassTag$.MODULE$.<JavaSerialized<T>>apply(Object.class))
                .toJavaRDD();
    }

    private static <T> Seq<T> seq(List<T> list) {
        return JavaConverters.asScalaBuffer(list).toSeq();
    }

    /** The blocks of one executor. */
    private record Work(Place place, int slots, List<Integer> blocks) {

        double load() {
            return (double) blocks.size() / slots;
        }

        /** One task per slot, as far as there are blocks. */
        Stream<AuditTask> tasks() {
            int count = Math.min(slots, blocks.size());
            return IntStream.range(0, count)
                    .mapToObj(task -> blocks.subList(blocks.size() * task / count, blocks.size() * (task + 1) / count))
                    .map(mine -> new AuditTask(List.copyOf(mine), place));
        }
    }
}
