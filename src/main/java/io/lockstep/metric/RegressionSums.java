package io.lockstep.metric;

import io.lockstep.data.NumberTargets;
import io.lockstep.data.TargetUnits;
import io.lockstep.network.Outputs;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exact sums over the errors of a regression: any tasks give the same bits. */
final class RegressionSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<OfOutput> outputs = new ArrayList<>();
    private final OutputSample sample = new OutputSample();
    private long rows;

    /** The sums of one output, over the numbers that it is trained on. */
    private static final class OfOutput implements Serializable {
        private static final long serialVersionUID = 1L;

        private final ExactSum squaredErrors = new ExactSum();
        private final ExactSum absoluteErrors = new ExactSum();
        private final ExactSum targets = new ExactSum();
        private final ExactSum squaredTargets = new ExactSum(); // exact: the square of a float is a double
        private final ErrorCounts errors = new ErrorCounts();

        private void add(double output, double target) {
            double error = output - target;
            squaredErrors.add(error * error);
            absoluteErrors.add(Math.abs(error));
            targets.add(target);
            squaredTargets.add(target * target);
            errors.add(error);
        }

        private void merge(OfOutput other) {
            squaredErrors.merge(other.squaredErrors);
            absoluteErrors.merge(other.absoluteErrors);
            targets.merge(other.targets);
            squaredTargets.merge(other.squaredTargets);
            errors.merge(other.errors);
        }

        /** 1 - sum of squared errors / sum of squared deviations of the targets from their mean; null where they are all the same. */
        private @Nullable Double rSquared(long rows) {
            BigDecimal count = BigDecimal.valueOf(rows);
            BigDecimal spread = count.multiply(squaredTargets.exact())
                    .subtract(targets.exact().pow(2)); // rows * their sum of squares
            if (spread.signum() == 0) {
                return null;
            }
            if (!squaredErrors.isFinite()) {
                return squaredErrors.value() > 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
            }
            return BigDecimal.ONE
                    .subtract(count.multiply(squaredErrors.exact()).divide(spread, MathContext.DECIMAL128))
                    .doubleValue();
        }
    }

    void add(int block, Outputs out, NumberTargets targets) {
        while (outputs.size() < targets.columns()) {
            outputs.add(new OfOutput());
        }
        for (int row = 0; row < targets.rows(); row++) {
            for (int j = 0; j < targets.columns(); j++) {
                outputs.get(j).add(out.values()[row * out.columns() + j], targets.value(row, j));
            }
        }
        sample.add(block, out, targets);
        rows += targets.rows();
    }

    void merge(RegressionSums other) {
        while (outputs.size() < other.outputs.size()) {
            outputs.add(new OfOutput());
        }
        for (int j = 0; j < other.outputs.size(); j++) {
            outputs.get(j).merge(other.outputs.get(j));
        }
        sample.merge(other.sample);
        rows += other.rows;
    }

    boolean isEmpty() {
        return rows == 0;
    }

    Regression regression(TargetUnits units) {
        List<Regression.OfOutput> all = new ArrayList<>();
        for (int j = 0; j < outputs.size(); j++) {
            OfOutput sums = outputs.get(j);
            double unit = units.deviation(j);
            boolean isPlotted = j < OutputSample.OUTPUTS;
            all.add(new Regression.OfOutput(
                    unit * Math.sqrt(sums.squaredErrors.value() / rows),
                    unit * (sums.absoluteErrors.value() / rows),
                    sums.rSquared(rows),
                    isPlotted ? sample.scatter(j, units) : null,
                    isPlotted ? sums.errors.histogram(unit) : null));
        }
        return Regression.of(all);
    }
}
