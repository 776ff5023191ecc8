package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.executor.Slots;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class SlotsTest {
    @Test
    void inLocalModeAreWhatRunsAtOnceWhateverTheParallelismThatIsSet() {
        SparkConf settings =
                new SparkConf().set("spark.default.parallelism", "200").set("spark.task.cpus", "2");
        try (JavaSparkContext spark = LocalSpark.start("local[4]", settings)) {
            assertThat(Slots.of(spark)).isEqualTo(2);
            assertThat(Slots.ofLargest(spark)).isEqualTo(2);
        }
    }
}
