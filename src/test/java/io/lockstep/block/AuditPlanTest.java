package io.lockstep.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditPlanTest {

    /** Of a model of SplitMix64 in Python. */
    @Test
    void everyMachineDrawsTheseBlocks() {
        assertThat(drawn(new AuditPlan(42, 0.25), 1, IntStream.range(0, 20))).containsExactly(10, 14);
        assertThat(drawn(new AuditPlan(-1, 0.25), 7, IntStream.range(0, 20))).containsExactly(4, 5, 7, 9, 14, 15, 18);
        assertThat(drawn(
                        new AuditPlan(42, 0.25),
                        Integer.MAX_VALUE,
                        IntStream.range(0, 20).map(block -> Integer.MAX_VALUE - block)))
                .extracting(block -> Integer.MAX_VALUE - block)
                .containsExactly(0, 11, 12, 14, 17, 19);
        assertThat(drawn(new AuditPlan(42, 0.01), 4, IntStream.range(0, 98))).containsExactly(25, 38);
    }

    @Test
    void allIsAllAndNoneIsNone() {
        for (int step = 1; step <= 100; step++) {
            assertThat(drawn(new AuditPlan(1, 1), step, IntStream.range(0, 100)))
                    .hasSize(100);
            assertThat(drawn(new AuditPlan(1, 0), step, IntStream.range(0, 100)))
                    .isEmpty();
        }
    }

    /**
     * Of n = 10^6 blocks a number with the mean n p and the deviation sqrt(n p (1 - p)) is drawn; five deviations are allowed,
     * which the right share leaves with a probability of 6e-7.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.1, 0.5, 0.99})
    void theShareOfTheBlocksIsDrawn(double share) {
        AuditPlan plan = new AuditPlan(7, share);
        long drawn = IntStream.rangeClosed(1, 1_000)
                .mapToLong(step -> drawn(plan, step, IntStream.range(0, 1_000)).size())
                .sum();
        double deviation = Math.sqrt(1e6 * share * (1 - share));
        assertThat(Math.abs(drawn - 1e6 * share)).isLessThan(5 * deviation);
    }

    /** Two draws are both met with p^2: what is known of one block or step says nothing of the next. */
    @Test
    void neighboursAreDrawnEachForItself() {
        AuditPlan plan = new AuditPlan(7, 0.1);
        int nextBlock = 0;
        int nextStep = 0;
        for (int step = 1; step <= 1_000; step++) {
            for (int block = 0; block < 1_000; block++) {
                nextBlock += plan.includes(step, block) && plan.includes(step, block + 1) ? 1 : 0;
                nextStep += plan.includes(step, block) && plan.includes(step + 1, block) ? 1 : 0;
            }
        }
        // mean 10^6 p^2 = 10,000; pairs that share a block raise the variance to n p^2 (1 + 2 p - 3 p^2) = 11,700: 5 of
        // 108
        assertThat(nextBlock).isBetween(9_460, 10_540);
        assertThat(nextStep).isBetween(9_460, 10_540);
    }

    @Test
    void whetherABatchHasAnyIsKnownBefore() {
        AuditPlan plan = new AuditPlan(42, 0.25);
        assertThat(plan.includesAnyOf(new Batch(1, new BlockRange(0, 10), 1))).isFalse();
        assertThat(plan.includesAnyOf(new Batch(1, new BlockRange(0, 11), 1))).isTrue();
        assertThat(plan.includesAnyOf(new Batch(1, new BlockRange(11, 3), 1))).isFalse();
        assertThat(plan.includesAnyOf(new Batch(1, new BlockRange(14, 1), 1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void whatIsNoShareIsRefused(double share) {
        assertThatThrownBy(() -> new AuditPlan(1, share)).hasMessageContaining("0 .. 1, found " + share);
    }

    private static List<Integer> drawn(AuditPlan plan, int step, IntStream blocks) {
        return blocks.filter(block -> plan.includes(step, block)).boxed().toList();
    }
}
