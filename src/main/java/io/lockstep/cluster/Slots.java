package io.lockstep.cluster;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks a cluster runs at once. */
final class Slots {
    private Slots() {}

    /** Those of the executors that are there now; each has as many as its cores and its GPUs allow. */
    static int of(JavaSparkContext spark) {
        if (spark.isLocal()) {
            return spark.defaultParallelism();
        }
        return ExecutorDescription.all(spark.sc()).stream()
                .filter(executor -> executor.lost().isEmpty())
                .mapToInt(executor -> of(executor, spark.getConf()))
                .sum();
    }

    /** Those of the largest executor. */
    static int ofLargest(JavaSparkContext spark) {
        if (spark.isLocal()) {
            return spark.defaultParallelism();
        }
        return ExecutorDescription.all(spark.sc()).stream()
                .filter(executor -> executor.lost().isEmpty())
                .mapToInt(executor -> of(executor, spark.getConf()))
                .max()
                .orElse(1);
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
