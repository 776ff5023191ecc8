package io.lockstep.cluster.executor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
 * @param cores number of its cores
 * @param gpus addresses of the GPUs that Spark gave to it
 * @param lost why it was lost; empty if it is alive
 */
public record ExecutorDescription(String id, String host, int cores, List<String> gpus, String lost) {

    /** All executors that Spark knows, including lost ones. */
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

    /** The live executors. */
    public static List<ExecutorDescription> present(SparkContext spark) {
        return all(spark).stream().filter(executor -> executor.lost().isEmpty()).toList();
    }

    /** Time since the last of the live executors started; 0 if there is none. */
    public static Duration sinceTheLastCame(SparkContext spark) {
        return JavaConverters.asJavaCollection(spark.statusStore().executorList(true)).stream()
                .filter(executor -> executor.totalCores() > 0)
                .map(executor -> Duration.between(executor.addTime().toInstant(), Instant.now()))
                .filter(age -> !age.isNegative())
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static List<String> gpus(ExecutorSummary executor) {
        ResourceInformation gpu =
                JavaConverters.mapAsJavaMap(executor.resources()).get("gpu");
        return gpu == null ? List.of() : Arrays.asList(gpu.addresses());
    }
}
