package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.bench.LeastSquares.Observation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
    private static final List<String> TERMS = List.of("a job", "a task", "a megabyte");

    @Test
    void aLinearModelIsRecovered() {
        LeastSquares fit = LeastSquares.fit(TERMS, planted(5, 0.75, 2.5));
        // The QR decomposition of 12 rows whose columns differ by factors of 1,000 loses some of 16 digits, not seven.
        assertThat(fit.of("a job")).isCloseTo(5, within(1e-9));
        assertThat(fit.of("a task")).isCloseTo(0.75, within(1e-9));
        assertThat(fit.of("a megabyte")).isCloseTo(2.5, within(1e-9));
        assertThat(fit.byTerm().keySet()).containsExactlyElementsOf(TERMS);
        planted(5, 0.75, 2.5)
                .forEach(one -> assertThat(fit.predict(one.amounts()))
                        .isCloseTo(one.milliseconds(), within(1e-9 * one.milliseconds())));
    }

    @Test
    void nothingCostsLessThanNothing() {
        LeastSquares fit = LeastSquares.fit(TERMS, planted(5, -0.125, 2.5));
        assertThat(fit.of("a task")).isZero();
        assertThat(fit.of("a job")).isPositive();
        assertThat(fit.of("a megabyte")).isPositive();
    }

    @Test
    void errorsAreRelative() {
        double[] one = {1};
        LeastSquares fit = LeastSquares.fit(
                List.of("a job"), List.of(new Observation("short", one, 1), new Observation("long", one, 1_000)));
        // The least of (c/1 - 1)² + (c/1000 - 1)² is at c = (1 + 1/1000) / (1 + 1/1000²), near the short one.
        assertThat(fit.of("a job")).isCloseTo(1.001 / 1.000001, within(1e-12));
    }

    private static List<Observation> planted(double job, double task, double megabyte) {
        List<Observation> observations = new ArrayList<>();
        for (int tasks : new int[] {1, 2, 8, 40}) {
            for (double megabytes : new double[] {0.3, 8, 80}) {
                double milliseconds = job + task * tasks + megabyte * megabytes;
                observations.add(new Observation(
                        tasks + " tasks, " + megabytes + " MB", new double[] {1, tasks, megabytes}, milliseconds));
            }
        }
        return observations;
    }
}
