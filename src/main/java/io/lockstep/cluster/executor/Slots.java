package io.lockstep.cluster.executor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import scala.collection.JavaConverters;

/** The number of task slots of a cluster. */
public final class Slots {
    private Slots() {}

    /** The slots of the live executors; each has as many as its cores and its GPUs allow. */
    public static int of(JavaSparkContext spark) {
        if (spark.isLocal()) {
            return ofLocal(spark.sc());
        }
        return ofEach(spark).values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many tasks run now, of whatever job. */
    public static int busy(JavaSparkContext spark) {
        return spark.sc().taskScheduler() instanceof TaskSchedulerImpl scheduler
                ? JavaConverters.mapAsJavaMap(scheduler.runningTasksByExecutors()).values().stream()
                        .mapToInt(tasks -> (Integer) tasks)
                        .sum()
                : 0;
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
        SparkConf conf = spark.getConf();
        for (ExecutorDescription executor : ExecutorDescription.present(spark.sc())) {
            slots.put(Place.of(executor), of(executor.cores(), executor.gpus().size(), conf));
        }
        return slots;
    }

    /** Those of one executor as the settings describe it, at least 1; with one core where they leave its size to the workers. */
    public static int ofOne(SparkConf conf) {
        int cores = conf.getInt("spark.executor.cores", 1);
        return Math.max(1, of(cores, conf.getInt("spark.executor.resource.gpu.amount", 0), conf));
    }

    private static int of(int cores, int gpus, SparkConf conf) {
        int byCores = cores / conf.getInt("spark.task.cpus", 1);
        BigDecimal gpusOfATask = new BigDecimal(conf.get("spark.task.resource.gpu.amount", "0"));
        if (gpusOfATask.signum() == 0) {
            return byCores;
        }
        int byGpus =
                new BigDecimal(gpus).divide(gpusOfATask, 0, RoundingMode.FLOOR).intValue();
        return Math.min(byCores, byGpus);
    }
}
