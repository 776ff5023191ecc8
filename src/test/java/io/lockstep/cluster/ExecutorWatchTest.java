package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.Test;

class ExecutorWatchTest {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    @Test
    void executorsThatWereThereBeforeItCount() {
        try (JavaSparkContext spark = LocalSpark.start();
                ExecutorWatch watch = new ExecutorWatch(spark.sc(), JobTag.create(spark), PATIENCE)) {
            watch.begin();
            watch.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "7", "its machine has gone"));
            assertThat(spark.parallelize(List.of(1), 1)
                            .filter(each -> {
                                Thread.sleep(3_000);
                                return true;
                            })
                            .count())
                    .isEqualTo(1);
            assertThat(watch.gaveUp()).isFalse();
            assertThat(watch.lastLoss()).isEqualTo("its machine has gone");
        }
    }

    @Test
    void anExecutorThatSparkHasEndedItselfIsNoLoss() {
        try (JavaSparkContext spark = LocalSpark.start();
                ExecutorWatch watch = new ExecutorWatch(spark.sc(), JobTag.create(spark), PATIENCE)) {
            watch.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "7", "its machine has gone"));
            watch.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "8", "Executor killed by driver."));
            assertThat(watch.lastLoss()).isEqualTo("its machine has gone");
        }
    }
}
