package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.bench.CostModel.MeasuredStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {
    /** Milliseconds for each term of Spark's share, in the model's order; all of them different. */
    private static final double[] SPARK = {9, 0.5, 3, 2, 4, 30, 6};

    /** Milliseconds of the passes for a million parameters, with an example and with a task. */
    private static final double[] COMPUTE = {0.07, 11};

    @Test
    void aPlantedModelIsRecoveredFromStepsLikeThoseThatAreMeasured() {
        CostModel model = fit();
        for (int i = 0; i < SPARK.length; i++) {
            // Columns of 0.08 to 640 in 22 rows: QR keeps far more than six digits.
            assertThat(model.spark().coefficients()[i]).isCloseTo(SPARK[i], within(1e-6 * SPARK[i]));
        }
        for (int i = 0; i < COMPUTE.length; i++) {
            assertThat(model.compute().coefficients()[i]).isCloseTo(COMPUTE[i], within(1e-9 * COMPUTE[i]));
        }
    }

    @Test
    void aStepBelowTheTreeIsASumOfItsTerms() {
        // 250,000 parameters: 1 MB out to each of 2 executors, 2 MB back from each of 4 tasks.
        StepShape step = new StepShape(250_000, 1_000, 4, 2, 2);
        CostModel model = fit();
        assertThat(model.share(step)).isCloseTo(9 + 0.5 * 4 + 3 * 1 + 2 * 2 + 4 * 8, within(1e-4));
        // 0.25 million parameters, 1,000 examples and 4 tasks, two at a time
        assertThat(model.kernel(step)).isCloseTo(0.25 * (0.07 * 500 + 11 * 2), within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"32, 0, 32", "40, 1, 5", "64, 1, 8", "100, 1, 10", "1000, 1, 31"})
    void theTreeHasTheStagesThatSparksHas(int partitions, int stages, int sums) {
        StepShape step = new StepShape(1, 1, partitions, 2, 2);
        assertThat(step.mergedInStages()).hasSize(stages);
        assertThat(step.sumsAtTheDriver()).isEqualTo(sums);
    }

    private static CostModel fit() {
        List<MeasuredStep> steps = steps();
        return CostModel.fit(
                steps.stream().filter(step -> step.shape().executors() > 0).toList(), steps);
    }

    private static List<MeasuredStep> steps() {
        List<MeasuredStep> steps = new ArrayList<>();
        for (int executors : new int[] {0, 1, 2}) {
            for (int parameters : new int[] {39_301, 987_210}) {
                for (int partitions : new int[] {1, 2, 8, 40, 70}) {
                    int slots = Math.max(1, executors);
                    steps.add(planted(new StepShape(parameters, 16 * partitions, partitions, executors, slots)));
                }
                steps.add(planted(new StepShape(parameters, 50_000, 2, executors, 2)));
            }
        }
        return steps;
    }

    private static MeasuredStep planted(StepShape step) {
        double out = 4e-6 * step.parameters();
        double back = 8e-6 * step.parameters();
        double share = SPARK[0] + SPARK[1] * step.partitions() + SPARK[2] * out + SPARK[3] * out * step.executors();
        if (step.partitions() <= 32) {
            share += SPARK[4] * back * step.partitions();
        } else {
            int left = step.partitions() == 40 ? 5 : 7; // 40 / 7, and 70 / 9, as Spark divides them
            share += SPARK[1] * left + SPARK[5] + SPARK[6] * back * step.partitions() / step.slots();
            share += SPARK[4] * back * left;
        }
        double million = 1e-6 * step.parameters();
        int atOnce = Math.min(step.slots(), step.partitions());
        double kernel = million * (COMPUTE[0] * step.rows() + COMPUTE[1] * step.partitions()) / atOnce;
        return new MeasuredStep(step.toString(), step, share, kernel);
    }
}
