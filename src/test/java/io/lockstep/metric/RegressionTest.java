package io.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.data.NumberTargets;
import io.lockstep.data.TargetUnits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegressionTest {
    private static final int ROWS = 32;
    private static final TargetUnits PRICES = new TargetUnits(List.of(4_000.0, 3.0), List.of(2_000.0, 0.5));

    private static Architecture network(int outputs) {
        return new Architecture(List.of(4, outputs), Activation.RELU, Loss.MSE);
    }

    private static float[] targets(int block, int outputs) {
        Random random = new Random(block);
        float[] values = new float[ROWS * outputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] outputs(int block, int outputs) {
        Random random = new Random(1_000 + block);
        float[] values = targets(block, outputs);
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (random.nextGaussian() * Math.pow(10, -(block % 4)));
        }
        return values;
    }

    private static EvaluationSums sums(List<Integer> blocks, int columns) {
        EvaluationSums sums = new EvaluationSums(network(columns));
        for (int block : blocks) {
            float[] out = outputs(block, columns);
            sums.add(
                    block,
                    0.5 * block,
                    new Outputs(Loss.MSE, columns, out),
                    new NumberTargets(columns, targets(block, columns)),
                    List.of(ActivationSums.of(out)));
        }
        return sums;
    }

    private static Regression regression(Evaluation evaluation) {
        return Objects.requireNonNull(evaluation.regression());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyTasksThatEndInAnyOrderGiveTheBitsOfOne(long seed) {
        Random random = new Random(seed);
        List<Integer> blocks = new ArrayList<>(IntStream.range(0, 90).boxed().toList());
        Evaluation alone = Evaluation.of(network(2), sums(blocks, 2), PRICES);
        for (int tasks : List.of(1, 2, 7, 100)) {
            Collections.shuffle(blocks, random);
            List<EvaluationSums> parts = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                parts.add(sums(blocks.subList(90 * task / tasks, 90 * (task + 1) / tasks), 2));
            }
            Collections.shuffle(parts, random);
            EvaluationSums all = parts.stream().reduce(EvaluationSums::merge).orElseThrow();
            assertThat(Evaluation.of(network(2), all, PRICES))
                    .as("%d tasks", tasks)
                    .isEqualTo(alone);
        }
    }

    @Test
    void theErrorsAreThoseOfPlainArithmeticInTheTargetsUnit() {
        Regression found = regression(
                Evaluation.of(network(2), sums(IntStream.range(0, 40).boxed().toList(), 2), PRICES));
        for (int j = 0; j < 2; j++) {
            int n = 40 * ROWS;
            double[] right = new double[n];
            double[] predicted = new double[n];
            for (int i = 0; i < n; i++) {
                right[i] = PRICES.value(j, targets(i / ROWS, 2)[2 * (i % ROWS) + j]);
                predicted[i] = PRICES.value(j, outputs(i / ROWS, 2)[2 * (i % ROWS) + j]);
            }
            double mean =
                    IntStream.range(0, n).mapToDouble(i -> right[i]).average().orElseThrow();
            double squares = 0;
            double absolute = 0;
            double spread = 0;
            for (int i = 0; i < n; i++) {
                squares += (predicted[i] - right[i]) * (predicted[i] - right[i]);
                absolute += Math.abs(predicted[i] - right[i]);
                spread += (right[i] - mean) * (right[i] - mean);
            }
            Regression.OfOutput output = found.outputs().get(j);
            assertThat(output.rmse()).isEqualTo(Math.sqrt(squares / n), within(1e-9 * output.rmse()));
            assertThat(output.mae()).isEqualTo(absolute / n, within(1e-9 * output.mae()));
            assertThat(output.rSquared()).isEqualTo(1 - squares / spread, within(1e-9));
        }
        assertThat(found.rmse())
                .isEqualTo(
                        (found.outputs().get(0).rmse() + found.outputs().get(1).rmse()) / 2, within(1e-9));
    }

    @Test
    void aRegressionHasNeitherAccuracyNorConfusion() {
        Evaluation evaluation = Evaluation.of(network(1), sums(List.of(0, 1), 1));
        assertThat(evaluation.accuracy()).isNull();
        assertThat(evaluation.confusion()).isNull();
        assertThat(evaluation.quality()).isInstanceOf(Regression.class);
        assertThat(evaluation.exampleCount()).isEqualTo(2 * ROWS);
    }

    @Test
    void equalTargetsHaveNoRSquared() {
        EvaluationSums sums = new EvaluationSums(network(1));
        sums.add(
                0,
                1,
                new Outputs(Loss.MSE, 1, new float[] {1, 2, 3}),
                new NumberTargets(1, new float[] {0.1f, 0.1f, 0.1f}),
                List.of(ActivationSums.of(new float[] {1})));
        Regression found = regression(Evaluation.of(network(1), sums));
        assertThat(found.rSquared()).isNull();
        assertThat(found.rmse()).isGreaterThan(1);
    }

    @Test
    void everyErrorIsInTheHistogramOrBesideIt() {
        ErrorHistogram errors = Objects.requireNonNull(regression(Evaluation.of(
                        network(1), sums(IntStream.range(0, 100).boxed().toList(), 1)))
                .outputs()
                .get(0)
                .errors());
        assertThat(errors.counts()).hasSizeBetween(20, 48);
        long inside = errors.counts().stream().mapToLong(Long::longValue).sum();
        assertThat(inside + errors.below() + errors.above()).isEqualTo(100 * ROWS);
        assertThat(errors.below()).isBetween(0L, (long) ROWS / 2);
        int bin = 3;
        double low = errors.from() + bin * errors.width();
        double high = low + errors.width();
        long expected = IntStream.range(0, 100 * ROWS)
                .mapToDouble(i -> (double) outputs(i / ROWS, 1)[i % ROWS] - targets(i / ROWS, 1)[i % ROWS])
                .filter(error -> error >= low && error < high)
                .count();
        assertThat(errors.counts().get(bin)).isEqualTo(expected);
    }

    @Test
    void theSampleIsBounded() {
        Scatter scatter = Objects.requireNonNull(regression(Evaluation.of(
                        network(1), sums(IntStream.range(0, 100).boxed().toList(), 1)))
                .outputs()
                .get(0)
                .scatter());
        assertThat(scatter.targets()).hasSize(OutputSample.MOST);
        assertThat(scatter.predicted()).hasSize(OutputSample.MOST);
        Evaluation plain = Evaluation.of(network(1), sums(List.of(0), 1)).withoutPlots();
        assertThat(regression(plain).outputs().get(0).scatter()).isNull();
        assertThat(regression(plain).outputs().get(0).errors()).isNull();
    }
}
