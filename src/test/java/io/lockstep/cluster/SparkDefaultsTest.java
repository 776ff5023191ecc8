package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.BlockRange;
import io.lockstep.pass.device.BackendPolicy;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class SparkDefaultsTest {
    private static SparkConf on(String master) {
        return new SparkConf(false).set("spark.master", master);
    }

    @Test
    void onlyWhoMustHaveAGpuAsksTheClusterForOne() {
        assertThat(SparkDefaults.in(on("spark://host:7077"), BackendPolicy.GPU).get("spark.task.resource.gpu.amount"))
                .isEqualTo("1");
        for (BackendPolicy policy : new BackendPolicy[] {BackendPolicy.CPU, BackendPolicy.PREFER_GPU}) {
            // a cluster without GPUs would never start an executor
            assertThat(SparkDefaults.in(on("spark://host:7077"), policy).contains("spark.task.resource.gpu.amount"))
                    .isFalse();
        }
        assertThat(SparkDefaults.in(on("local[2]"), BackendPolicy.GPU).contains("spark.task.resource.gpu.amount"))
                .isFalse(); // local mode knows no resources
    }

    @Test
    void whatTheUserSaysStays() {
        SparkConf halves = on("yarn").set("spark.task.resource.gpu.amount", "0.5");
        assertThat(SparkDefaults.in(halves, BackendPolicy.GPU).get("spark.task.resource.gpu.amount"))
                .isEqualTo("0.5");
        SparkConf waiting = on("local").set("spark.locality.wait", "3s");
        assertThat(SparkDefaults.in(waiting, BackendPolicy.CPU).get("spark.locality.wait"))
                .isEqualTo("3s");
    }

    /** A platform's spark-defaults.conf often has Kryo, which ends every run at its first job: it cannot make records. */
    @Test
    void kryoIsNotUsed() {
        SparkConf conf = SparkDefaults.in(
                on("local[1]")
                        .set("spark.app.name", "kryo")
                        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"),
                BackendPolicy.CPU);
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            assertThat(spark.parallelize(List.of(new BlockRange(2, 3)), 1).collect())
                    .containsExactly(new BlockRange(2, 3));
        }
    }
}
