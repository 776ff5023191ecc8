package io.lockstep.cluster.executor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks a cluster runs at once. */
public final class Slots {
    private Slots() {}

    /** Those of the executors that are there now; each has as many as its cores and its GPUs allow. */
    public static int of(JavaSparkContext spark) {
        if (spark.isLocal()) {
            return ofLocal(spark.sc());
        }
        return ofEach(spark).values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Those of the largest executor. */
    public static int ofLargest(JavaSparkContext spark) {
        if (spark.isLocal()) {
            return ofLocal(spark.sc());
        }
        return ofEach(spark).values().stream().mapToInt(Integer::intValue).max().orElse(1);
    }

    /** Not Spark's default parallelism, which is any number that the application has set. */
    private static int ofLocal(SparkContext spark) {
        return Math.max(
                1, spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile()));
    }

    /** Those of each executor that is there now. */
    public static Map<Place, Integer> ofEach(JavaSparkContext spark) {
        Map<Place, Integer> slots = new LinkedHashMap<>();
        for (ExecutorDescription executor : ExecutorDescription.all(spark.sc())) {
            if (executor.lost().isEmpty()) {
                slots.put(Place.of(executor), of(executor, spark.getConf()));
            }
        }
        return slots;
    }

    private static int of(ExecutorDescription executor, SparkConf conf) {
        int byCores = executor.cores() / conf.getInt("spark.task.cpus", 1);
        BigDecimal gpusOfATask = new BigDecimal(conf.get("spark.task.resource.gpu.amount", "0"));
        if (gpusOfATask.signum() == 0) {
            return byCores;
        }
        int byGpus = new BigDecimal(executor.gpus().size())
                .divide(gpusOfATask, 0, RoundingMode.FLOOR)
                .intValue();
        return Math.min(byCores, byGpus);
    }
}
