package io.lockstep.cli;

import io.lockstep.metric.Evaluation;
import io.lockstep.report.Metrics;
import io.lockstep.report.RankingMetrics;
import io.lockstep.report.RegressionMetrics;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How well a network predicts, in a line. */
final class QualityText {
    private QualityText() {}

    /** {@code accuracy 85.13 %}, or {@code RMSE 523.1, R² 0.9812}. */
    static String brief(Evaluation evaluation) {
        Metrics metrics = Metrics.of(evaluation);
        RegressionMetrics errors = metrics.regression();
        return errors == null
                ? accuracy(metrics.accuracy())
                : "RMSE %s, R² %s".formatted(number(errors.rmse()), rSquared(errors.rSquared()));
    }

    /** {@code loss 0.123456, accuracy 85.13 %}, or {@code loss 0.123456, RMSE 523.1, MAE 300.2, R² 0.9812}. */
    static String full(Metrics metrics) {
        RegressionMetrics errors = metrics.regression();
        return String.format(Locale.ROOT, "loss %.6f, ", metrics.loss())
                + (errors == null
                        ? accuracy(metrics.accuracy())
                        : "RMSE %s, MAE %s, R² %s"
                                .formatted(number(errors.rmse()), number(errors.mae()), rSquared(errors.rSquared())));
    }

    /** {@code ROC AUC 0.912345, PR AUC (average precision) 0.876543, positive class yes}. */
    static String ranking(RankingMetrics ranking) {
        return String.format(
                        Locale.ROOT,
                        "ROC AUC %.6f, PR AUC (average precision) %.6f, positive class %s",
                        ranking.rocAuc(),
                        ranking.averagePrecision(),
                        ranking.positive())
                + (ranking.isExact() ? "" : "; approximate, because there are too many distinct scores");
    }

    /** With six digits that matter. */
    static String number(double value) {
        double size = Math.abs(value);
        boolean isPlain = size == 0 || (size >= 1e-3 && size < 1e9);
        int digits = (int) Math.max(0, Math.min(6, 5 - Math.floor(Math.log10(Math.max(size, 1e-3)))));
        return Double.isFinite(value) && isPlain
                ? String.format(Locale.ROOT, "%,." + digits + "f", value)
                : String.format(Locale.ROOT, "%.5e", value);
    }

    /** {@code 0.9812}; {@code -} where it is not defined. */
    static String rSquared(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String accuracy(@Nullable Double accuracy) {
        return accuracy == null ? "no accuracy" : String.format(Locale.ROOT, "accuracy %.2f %%", 100 * accuracy);
    }
}
