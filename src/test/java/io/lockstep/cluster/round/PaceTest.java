package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    private void steps(int count, double milliseconds) {
        for (int i = 0; i < count; i++) {
            pace.add(Records.step(i + 1, "", milliseconds));
        }
    }

    @Test
    void whatIsSetIsKept() {
        steps(3, 60_000);
        assertThat(pace.timeout(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void asSparkBeforeTheFirstStepAndTenTimesTheSlowestOfTheLast() {
        assertThat(pace.timeout(Duration.ZERO)).isEqualTo(Duration.ofMinutes(2));
        steps(1, 2);
        assertThat(pace.timeout(Duration.ZERO)).isEqualTo(Duration.ofSeconds(30));
        steps(1, 60_000);
        assertThat(pace.timeout(Duration.ZERO)).isEqualTo(Duration.ofMinutes(10));
        steps(1, 2);
        assertThat(pace.timeout(Duration.ZERO)).isEqualTo(Duration.ofMinutes(9));
        steps(200, 2);
        assertThat(pace.timeout(Duration.ZERO)).isEqualTo(Duration.ofSeconds(30));
    }
}
