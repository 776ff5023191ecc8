package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionTest {
    private static final CostModel MODEL = new CostModel(
            new LeastSquares(
                    List.of(
                            CostModel.JOB,
                            CostModel.TASK,
                            CostModel.SEND,
                            CostModel.RECEIVE,
                            CostModel.TAKE,
                            CostModel.STAGE,
                            CostModel.SHUFFLE),
                    new double[] {9, 0.5, 3, 2, 4, 30, 6}),
            new LeastSquares(List.of(CostModel.EXAMPLE, CostModel.PASS), new double[] {0.07, 11}));

    @Test
    void tenExecutorsSendTheirSumsToTheDriver() {
        // 250,000 parameters: 1 MB out in 4 rounds of 0.8 ms, 2 MB back from each of 10.
        Prediction ten = Prediction.of(MODEL, 250_000, 10);
        assertThat(ten.scheduling()).isCloseTo(9 + 0.5 * 10, within(1e-12));
        assertThat(ten.broadcast()).isCloseTo(3 + 2 + 0.8 * 4, within(1e-12));
        assertThat(ten.atOnce()).isCloseTo(20 * (4 + 0.8), within(1e-12));
        assertThat(ten.reduce()).isEqualTo(ten.atOnce());
        assertThat(ten.megabytesAtOnce()).isCloseTo(20, within(1e-12));
        // A tenth for Spark: the passes take nine times as long, on each of ten at the same time.
        double examples = ten.rowsForTenPercent() / 10;
        assertThat(0.25 * (0.07 * examples + 11)).isCloseTo(9 * ten.share(), within(1e-9));
    }

    @Test
    void aThousandExecutorsMergeInATree() {
        // 32 sums of 2 MB or 33 in each of 31 tasks, and 31 at the driver.
        Prediction thousand = Prediction.of(MODEL, 250_000, 1_000);
        assertThat(thousand.tree()).isCloseTo(30 + 0.5 * 31 + 66 * (6 + 0.8) + 62 * (4 + 0.8), within(1e-9));
        assertThat(thousand.reduce()).isEqualTo(thousand.tree());
        assertThat(thousand.megabytesOfTree()).isCloseTo(62, within(1e-12));
        // depth 3: 100 tasks with 10 sums, 10 with 10, and 10 at the driver
        assertThat(thousand.deepTree()).isCloseTo(60 + 0.5 * 110 + 2 * 20 * (6 + 0.8) + 20 * (4 + 0.8), within(1e-9));
    }

    @Test
    void aTreeIsFasterFromThePointWhereItsStageHasPaid() {
        TurningPoint point = TurningPoint.of(MODEL, 250_000);
        int first = Objects.requireNonNull(point.treeIsFaster());
        assertThat(Prediction.of(MODEL, 250_000, first).tree())
                .isLessThan(Prediction.of(MODEL, 250_000, first).atOnce());
        Prediction before = Prediction.of(MODEL, 250_000, first - 1);
        assertThat(before.tree() == null || before.tree() >= before.atOnce()).isTrue();
    }

    @Test
    void tenMillionParametersFillTheDriverWithFourteenSums() {
        // 1 GiB is 13.5 sums of 79.7 MB; 196 is the first number that its root divides into 14.
        TurningPoint point = TurningPoint.of(MODEL, 9_958_710);
        assertThat(point.tooMuchAtOnce()).isEqualTo(14);
        assertThat(point.tooMuchOfTheTree()).isEqualTo(196);
        assertThat(TurningPoint.of(MODEL, 39_301).tooMuchOfTheTree()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 2", "4, 3", "10, 4", "100, 7", "1000, 10"})
    void whoHasTheParametersDoublesInEachRound(int executors, int rounds) {
        assertThat(Prediction.torrentRounds(executors)).isEqualTo(rounds);
    }
}
