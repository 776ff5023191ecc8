package io.lockstep.cluster;

import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.Slots;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a cluster has given up to now.
 *
 * @param executors those that are there
 * @param cores of all of them
 * @param slots tasks that they run at once
 */
record Found(int executors, int cores, int slots) {

    /** What is there at this moment. */
    static Found on(JavaSparkContext spark) {
        List<ExecutorDescription> there = ExecutorDescription.present(spark.sc());
        return new Found(
                there.size(),
                there.stream().mapToInt(ExecutorDescription::cores).sum(),
                Slots.of(spark));
    }
}
