package io.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    @Test
    void theFirstOfTheSmallestScoresIsTheBest() {
        EarlyStopping stopping = new EarlyStopping(0, 0);
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
        EarlyStopping stopping = new EarlyStopping(2, 0);
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
        EarlyStopping stopping = new EarlyStopping(1, 0);
        assertThat(stopping.isBest(1, Double.NaN)).isTrue();
        assertThat(stopping.isBest(2, 4)).isTrue();
        assertThat(stopping.isBest(3, Double.NaN)).isFalse();
        assertThat(stopping.isOver()).isTrue();
    }

    @Test
    void whatIsBetterByNoMoreThanTheToleranceIsTheBestButNoImprovement() {
        EarlyStopping stopping = new EarlyStopping(2, 0.125);
        assertThat(stopping.isBest(1, 8)).isTrue();
        assertThat(stopping.isBest(2, 7)).isTrue(); // by 1/8 of 8, and not more
        assertThat(stopping.isOver()).isFalse();
        assertThat(stopping.isBest(3, 6)).isTrue(); // more than 1/8 of 7
        assertThat(stopping.isBest(4, 5.5)).isTrue();
        assertThat(stopping.isOver()).isFalse();
        assertThat(stopping.isBest(5, 5.4)).isTrue();
        assertThat(stopping.isOver()).isTrue();
        assertThat(stopping.bestStep()).isEqualTo(5);
    }

    /** Accuracies are negative scores. */
    @Test
    void theToleranceIsAShareOfTheSizeOfTheBest() {
        EarlyStopping stopping = new EarlyStopping(1, 0.5);
        stopping.isBest(1, -0.25);
        stopping.isBest(2, -0.5);
        assertThat(stopping.isOver()).isFalse();
        stopping.isBest(3, -0.625);
        assertThat(stopping.isOver()).isTrue();
    }

    @Test
    void afterNotANumberAnyNumberIsAnImprovementWhateverTheTolerance() {
        EarlyStopping stopping = new EarlyStopping(1, 0.5);
        stopping.isBest(1, Double.NaN);
        assertThat(stopping.isBest(2, 4)).isTrue();
        assertThat(stopping.isOver()).isFalse();
        stopping.isBest(3, 0);
        stopping.isBest(4, -Double.MIN_VALUE); // of a best of 0, by more than the least number
        assertThat(stopping.isOver()).isTrue();
    }
}
