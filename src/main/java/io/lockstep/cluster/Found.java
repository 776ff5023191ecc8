package io.lockstep.cluster;

import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.Slots;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The resources that a cluster has provided so far.
 *
 * @param executors number of live executors
 * @param cores of all executors together
 * @param slots task slots of all executors together
 */
record Found(int executors, int cores, int slots) {

    /** The resources at this moment. */
    static Found on(JavaSparkContext spark) {
        List<ExecutorDescription> there = ExecutorDescription.present(spark.sc());
        return new Found(
                there.size(),
                there.stream().mapToInt(ExecutorDescription::cores).sum(),
                Slots.of(spark));
    }
}
