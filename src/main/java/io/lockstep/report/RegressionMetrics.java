package io.lockstep.report;

import io.lockstep.metric.Regression;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The errors of a regression, in the target's own unit; of several outputs, their mean over the outputs.
 *
 * @param rmse root of the mean squared error
 * @param mae mean absolute error
 * @param rSquared R²; absent where all targets of an output are equal
 * @param outputs each output by itself
 */
public record RegressionMetrics(
        double rmse, double mae, @Nullable Double rSquared, List<Output> outputs) {

    /**
     * One output.
     *
     * @param name of its column
     */
    public record Output(
            String name, double rmse, double mae, @Nullable Double rSquared) {}

    static RegressionMetrics of(Regression regression, TargetNames names) {
        return new RegressionMetrics(
                regression.rmse(),
                regression.mae(),
                regression.rSquared(),
                IntStream.range(0, regression.outputs().size())
                        .mapToObj(j -> {
                            Regression.OfOutput output = regression.outputs().get(j);
                            return new Output(names.of(j), output.rmse(), output.mae(), output.rSquared());
                        })
                        .toList());
    }
}
