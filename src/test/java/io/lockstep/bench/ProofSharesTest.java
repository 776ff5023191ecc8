package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProofSharesTest {
    private static final double ROUNDING = 1e-12;

    @Test
    void sharesAreOfTheStepWithWhatFollowsIt() {
        Map<String, Double> pieces = new LinkedHashMap<>();
        pieces.put("in the step", 4.0);
        pieces.put("after it", 10.0);
        ProofShares shares = new ProofShares(90, pieces);
        assertThat(shares.total()).isEqualTo(14);
        assertThat(shares.described(10))
                .containsEntry("in the step, ms", 4.0)
                .containsEntry("in the step, % of a step", 4.0)
                .containsEntry("after it, % of a step", 10.0)
                .containsEntry("all of the proof, % of a step", 14.0);
    }

    @Test
    void aTenthMoreIsTenPercent() {
        assertThat(ProofShares.more(50, 55)).isCloseTo(10, within(10 * ROUNDING));
        assertThat(ProofShares.more(50, 50)).isZero();
    }
}
