package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RuleTableTest {
    private static final int ROWS = 50_000;

    @Test
    void whoKnowsTheRuleHasTheBestAccuracyAndEveryClassHasItsShare() {
        Random random = new Random(7);
        int right = 0;
        int[] rows = new int[RuleTable.CLASSES];
        for (int row = 0; row < ROWS; row++) {
            double[] x = RuleTable.numbers(random);
            int label = RuleTable.label(x, random);
            rows[label]++;
            right += label == RuleTable.rule(x) ? 1 : 0;
        }
        // the standard deviation of the share is sqrt(0.92 * 0.08 / 50,000) = 0.0012; four of them
        assertThat((double) right / ROWS).isCloseTo(RuleTable.bestAccuracy(), within(0.005));
        for (int count : rows) {
            assertThat(count).isBetween(ROWS / 10, ROWS / 3);
        }
    }

    @Test
    void noiseColumnsDecideNothing() {
        Random random = new Random(8);
        for (int row = 0; row < 1_000; row++) {
            double[] x = RuleTable.numbers(random);
            int label = RuleTable.rule(x);
            for (int column = 10; column < RuleTable.COLUMNS; column++) {
                x[column] = random.nextGaussian();
            }
            assertThat(RuleTable.rule(x)).isEqualTo(label);
        }
    }
}
