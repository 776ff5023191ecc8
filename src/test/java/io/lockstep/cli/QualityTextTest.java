package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.BlockPlan;
import io.lockstep.config.ConfigException;
import io.lockstep.config.Monitor;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.TargetUnits;
import io.lockstep.metric.ActivationSums;
import io.lockstep.metric.Classification;
import io.lockstep.metric.Confusion;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.EvaluationSums;
import io.lockstep.metric.TwoClasses;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import io.lockstep.report.Metrics;
import io.lockstep.report.TargetNames;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What screens say of classes and of numbers. */
class QualityTextTest {
    private static Evaluation regression(int outputs, float... values) {
        Architecture network = new Architecture(List.of(2, outputs), Activation.RELU, Loss.MSE);
        EvaluationSums sums = new EvaluationSums(network);
        float[] targets = values.clone();
        targets[0] += 1;
        sums.add(
                0,
                0.5,
                new Outputs(Loss.MSE, outputs, values),
                new NumberTargets(outputs, targets),
                List.of(ActivationSums.of(values)));
        return Evaluation.of(
                network,
                sums,
                outputs == 1 ? new TargetUnits(List.of(4_000.0), List.of(2_000.0)) : TargetUnits.AS_THEY_ARE);
    }

    private static String shown(Consumer<Screen> what) {
        StringWriter text = new StringWriter();
        what.accept(new Screen(new PrintWriter(text)));
        return text.toString();
    }

    @Test
    void aRegressionIsShownByItsErrorsInTheTargetsUnit() {
        Evaluation evaluation = regression(1, 1, 2, 3, 4);
        assertThat(QualityText.brief(evaluation)).isEqualTo("RMSE 1,000.00, R² " + rSquared(evaluation));
        assertThat(shown(screen -> new MetricsLines(screen).show(Metrics.of(evaluation))))
                .isEqualTo("%nEvaluation: loss 0.125000, RMSE 1,000.00, MAE 500.000, R² %s of 4 examples%n"
                        .formatted(rSquared(evaluation)));
        String line = shown(screen -> new EpochLines(screen, new BlockPlan(4, 2), 1).evaluation(evaluation));
        assertThat(line).contains("validation 0.125000, RMSE 1,000.00, R² ").doesNotContain("accuracy");
    }

    private static String rSquared(Evaluation evaluation) {
        return "%.4f".formatted(Objects.requireNonNull(evaluation.regression()).rSquared());
    }

    @Test
    void severalOutputsAreATable() {
        String text = shown(screen -> new MetricsLines(screen)
                .show(Metrics.of(regression(2, 1, 2, 3, 4), new TargetNames(List.of("height", "width")))));
        assertThat(text.lines().skip(2).map(String::strip))
                .containsExactly(
                        "output      RMSE       MAE       R²",
                        "height  0.707107  0.500000  -1.0000",
                        "width   0.000000  0.000000   1.0000");
    }

    @Test
    void twoClassesHaveTheirNamesAndTheirAreas() {
        Metrics metrics = Metrics.of(
                Evaluation.of(
                        0.5,
                        4,
                        Classification.of(
                                new Confusion(List.of(List.of(2L, 0L), List.of(1L, 1L))),
                                new TwoClasses(0.75, 0.8125, 2, 2, true, null, null)),
                        List.of()),
                new TargetNames(List.of("no", "yes")));
        assertThat(shown(screen -> new MetricsLines(screen).show(metrics)))
                .contains("Evaluation: loss 0.500000, accuracy 75.00 % of 4 examples")
                .contains("  ROC AUC 0.750000, PR AUC (average precision) 0.812500, positive class yes\n")
                .contains("  no            2          3        2    66.67 %  100.00 %")
                .contains("  yes   1    1");
    }

    @Test
    void aRegressionCannotBeJudgedByItsAccuracy() {
        assertThatThrownBy(() -> Monitor.ACCURACY.requireFits(true))
                .isInstanceOf(ConfigException.class)
                .hasMessage("train.monitor: expected loss, because a regression has no accuracy, found accuracy."
                        + " Set train.monitor = loss, or remove it.");
        assertThatCode(() -> Monitor.ACCURACY.requireFits(false)).doesNotThrowAnyException();
        assertThatCode(() -> Monitor.LOSS.requireFits(true)).doesNotThrowAnyException();
    }
}
