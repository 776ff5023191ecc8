package io.lockstep.cluster;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark in this JVM. */
public final class LocalSpark {
    private LocalSpark() {}

    /** With two task slots. */
    public static JavaSparkContext start() {
        return start("local[2]", new SparkConf());
    }

    /** With other slots and more settings. */
    static JavaSparkContext start(String master, SparkConf settings) {
        return new JavaSparkContext(settings.setMaster(master)
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
    }
}
