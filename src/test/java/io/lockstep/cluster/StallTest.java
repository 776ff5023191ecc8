package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class StallTest {
    private static final Duration STEP = Duration.ofMillis(18);

    @Test
    void theSentenceSaysForWhomTheStepWaits() {
        assertThat(stall(1, STEP, Stall.State.ANSWERS).sentence())
                .isEqualTo(
                        "step 41: waiting for 12 s for 1 task on executor 1 on 10.0.0.7 (the last steps took 18 ms).");
        assertThat(stall(2, STEP, Stall.State.SILENT).sentence())
                .isEqualTo(
                        "step 41: waiting for 12 s for 2 tasks on executor 1 on 10.0.0.7, which has not answered for 31 s (the last steps took 18 ms).");
        assertThat(stall(2, Duration.ZERO, Stall.State.SILENT).sentence())
                .isEqualTo(
                        "step 41: waiting for 12 s for 2 tasks on executor 1 on 10.0.0.7, which has not answered for 31 s.");
        assertThat(stall(2, STEP, Stall.State.REPLACED).sentence())
                .isEqualTo("executor 1 on 10.0.0.7 has not answered for 31 s: replacing it (cluster.task-timeout).");
    }

    @Test
    void limitsFollowTheStepsAndTheSettings() {
        StallLimits limits = StallLimits.of(new SparkConf(false), Duration.ZERO);
        assertThat(limits.stall(STEP)).isEqualTo(Duration.ofSeconds(5));
        assertThat(limits.stall(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(30));
        assertThat(limits.overdue()).isEqualTo(Duration.ofSeconds(25));
        assertThat(limits.replacement(STEP)).isEqualTo(Duration.ofSeconds(30));
        assertThat(limits.replacement(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(40));
        assertThat(limits.replacement(Duration.ofMinutes(4))).isEqualTo(Duration.ofSeconds(60)); // Spark: 120 s

        SparkConf conf = new SparkConf(false)
                .set("spark.executor.heartbeatInterval", "1s")
                .set("spark.network.timeout", "600s");
        assertThat(StallLimits.of(conf, Duration.ofSeconds(5)).replacement(Duration.ofMinutes(4)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(StallLimits.of(conf, Duration.ofSeconds(1)).replacement(STEP))
                .isEqualTo(Duration.ofMillis(2_500));
        assertThat(StallLimits.of(conf, Duration.ZERO).replacement(Duration.ofMinutes(4)))
                .isEqualTo(Duration.ofMinutes(5));
    }

    private static Stall stall(int tasks, Duration usual, Stall.State state) {
        return new Stall(41, "1", "10.0.0.7", tasks, Duration.ofSeconds(12), usual, Duration.ofSeconds(31), state);
    }
}
