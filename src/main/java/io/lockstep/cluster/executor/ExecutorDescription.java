package io.lockstep.cluster.executor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/**
 * An executor that took part in a run.
 *
 * @param id Spark's name for it; {@code driver} in local mode
 * @param host where it ran, with its port
 * @param cores tasks at once, as far as its cores go
 * @param gpus addresses of the GPUs that Spark gave to it
 * @param lost why it is gone; empty if it is not
 */
public record ExecutorDescription(String id, String host, int cores, List<String> gpus, String lost) {

    /** All the executors that Spark knows of, those that are gone as well. */
    public static List<ExecutorDescription> all(SparkContext spark) {
        List<ExecutorDescription> executors = new ArrayList<>();
        if (spark.isStopped()) {
            return executors; // it has forgotten them
        }
        for (ExecutorSummary executor :
                JavaConverters.asJavaIterable(spark.statusStore().executorList(false))) {
            if (executor.totalCores() > 0) { // a driver without tasks is listed, too
                executors.add(new ExecutorDescription(
                        executor.id(),
                        executor.hostPort(),
                        executor.totalCores(),
                        gpus(executor),
                        executor.isActive() ? "" : executor.removeReason().getOrElse(() -> "unknown")));
            }
        }
        return executors;
    }

    private static List<String> gpus(ExecutorSummary executor) {
        ResourceInformation gpu =
                JavaConverters.mapAsJavaMap(executor.resources()).get("gpu");
        return gpu == null ? List.of() : Arrays.asList(gpu.addresses());
    }
}
