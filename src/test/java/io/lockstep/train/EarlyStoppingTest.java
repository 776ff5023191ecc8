package io.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    @Test
    void theFirstOfTheSmallestScoresIsTheBest() {
        EarlyStopping stopping = new EarlyStopping(0);
        assertThat(stopping.bestStep()).isZero();
        assertThat(stopping.isBest(10, 3)).isTrue();
        assertThat(stopping.isBest(20, 2)).isTrue();
        assertThat(stopping.isBest(30, 2)).isFalse();
        assertThat(stopping.isBest(40, 2.5)).isFalse();
        assertThat(stopping.bestStep()).isEqualTo(20);
        assertThat(stopping.isOver()).isFalse();
    }

    @Test
    void itIsOverAfterSoManyInARowThatAreNoBetter() {
        EarlyStopping stopping = new EarlyStopping(2);
        double[] scores = {5, 6, 4, 4, 3.9, 7, 8};
        boolean[] over = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            stopping.isBest(i + 1, scores[i]);
            over[i] = stopping.isOver();
        }
        assertThat(over).containsExactly(false, false, false, false, false, false, true);
        assertThat(stopping.bestStep()).isEqualTo(5);
    }

    /** A loss can be not-a-number only where training has diverged, but the first evaluation must have a step. */
    @Test
    void anythingIsBetterThanNotANumber() {
        EarlyStopping stopping = new EarlyStopping(1);
        assertThat(stopping.isBest(1, Double.NaN)).isTrue();
        assertThat(stopping.isBest(2, 4)).isTrue();
        assertThat(stopping.isBest(3, Double.NaN)).isFalse();
        assertThat(stopping.isOver()).isTrue();
    }
}
