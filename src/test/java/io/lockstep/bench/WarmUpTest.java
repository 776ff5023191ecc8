package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
    @Test
    void fullSpeedBeginsWithTheFirstTurnsThatAreNearlyAsFastAsTheLastOnes() {
        WarmUp warmUp = new WarmUp(new double[] {50, 20, 11, 12, 11, 10, 11, 30, 10, 10, 10, 10, 10, 10, 10});
        assertThat(warmUp.first()).isEqualTo(50);
        assertThat(warmUp.last()).isEqualTo(10);
        assertThat(warmUp.turns()).isEqualTo(2); // 11, 12, 11, 10, 11
        assertThat(warmUp.duration()).isEqualTo(70);
    }

    @Test
    void whatIsAtFullSpeedAtOnceNeedsNoTurns() {
        WarmUp warmUp = new WarmUp(new double[] {10, 10, 30, 10, 10, 10});
        assertThat(warmUp.turns()).isZero();
        assertThat(warmUp.duration()).isZero();
    }

    @Test
    void whatNeverComesThereNeedsAllTurns() {
        WarmUp warmUp = new WarmUp(new double[] {60, 50, 40, 30, 20, 10});
        assertThat(warmUp.turns()).isEqualTo(6);
        assertThat(warmUp.duration()).isEqualTo(210);
    }
}
