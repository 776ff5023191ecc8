package io.lockstep.bench;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The least that a Java application on Spark does: it starts, runs a job of two tasks that do nothing, and ends. */
public final class EmptySpark {
    private EmptySpark() {}

    public static void main(String[] arguments) {
        SparkConf conf = new SparkConf()
                .setAppName("empty")
                .setIfMissing("spark.master", Cluster.LOCAL)
                .set("spark.ui.enabled", "false");
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            spark.parallelize(List.of(1, 2), 2).count();
        }
    }
}
