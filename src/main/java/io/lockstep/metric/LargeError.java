package io.lockstep.metric;

import io.lockstep.data.Features;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.TargetUnits;
import io.lockstep.network.Outputs;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An example of a regression with its error; the larger the error of any of its outputs, the worse.
 *
 * @param example its global id
 * @param size largest absolute error of its outputs, as they are trained: standardised ones can be compared
 * @param targets the true numbers
 * @param outputs the predicted ones
 * @param features its features, in one row
 */
public record LargeError(long example, double size, List<Double> targets, List<Double> outputs, Features features)
        implements Mistake {

    /** Of a row of a block. NaN is worse than any number. */
    public static LargeError of(long example, int row, Outputs outputs, NumberTargets targets, Features features) {
        List<Double> right = IntStream.range(0, targets.columns())
                .mapToObj(j -> targets.value(row, j))
                .toList();
        List<Double> predicted = IntStream.range(0, targets.columns())
                .mapToObj(j -> (double) outputs.values()[row * outputs.columns() + j])
                .toList();
        return new LargeError(example, size(row, outputs, targets), right, predicted, features);
    }

    /** The largest absolute error of a row; NaN where there is one. */
    public static double size(int row, Outputs outputs, NumberTargets targets) {
        double largest = 0;
        for (int j = 0; j < targets.columns(); j++) {
            largest =
                    Math.max(largest, Math.abs(outputs.values()[row * outputs.columns() + j] - targets.value(row, j)));
        }
        return largest;
    }

    /** In the target's own unit. */
    public LargeError in(TargetUnits units) {
        return new LargeError(example, size, values(targets, units), values(outputs, units), features);
    }

    private static List<Double> values(List<Double> numbers, TargetUnits units) {
        return IntStream.range(0, numbers.size())
                .mapToObj(j -> units.value(j, numbers.get(j)))
                .toList();
    }
}
