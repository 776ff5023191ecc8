package io.lockstep.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well numbers are predicted, in the target's own unit. Of several outputs the components here are the mean over the outputs, as
 * scikit-learn has it with {@code multioutput='uniform_average'}.
 *
 * @param rmse root of the mean squared error
 * @param mae mean absolute error
 * @param rSquared R², the coefficient of determination; absent where all targets of an output are equal
 * @param outputs each output by itself
 */
public record Regression(double rmse, double mae, @Nullable Double rSquared, List<OfOutput> outputs)
        implements Quality {

    /**
     * How well one output is predicted.
     *
     * @param rmse root of the mean squared error
     * @param mae mean absolute error
     * @param rSquared R²; absent where all targets are equal
     * @param scatter predicted against true values of some examples; absent of further outputs, and of epochs
     * @param errors distribution of the errors of all examples; absent where the scatter is
     */
    public record OfOutput(
            double rmse,
            double mae,
            @Nullable Double rSquared,
            @Nullable Scatter scatter,
            @Nullable ErrorHistogram errors) {

        OfOutput withoutPlots() {
            return new OfOutput(rmse, mae, rSquared, null, null);
        }
    }

    static Regression of(List<OfOutput> outputs) {
        double rmse = 0;
        double mae = 0;
        Double rSquared = 0.0;
        for (OfOutput output : outputs) {
            rmse += output.rmse / outputs.size();
            mae += output.mae / outputs.size();
            rSquared = rSquared == null || output.rSquared == null ? null : rSquared + output.rSquared / outputs.size();
        }
        return new Regression(rmse, mae, rSquared, List.copyOf(outputs));
    }

    /** The numbers alone. */
    Regression withoutPlots() {
        return new Regression(
                rmse,
                mae,
                rSquared,
                outputs.stream().map(OfOutput::withoutPlots).toList());
    }
}
