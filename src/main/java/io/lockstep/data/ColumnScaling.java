package io.lockstep.data;

import java.util.Collections;
import java.util.List;

/**
 * {@code (feature - mean) / standard deviation}, with the mean and the standard deviation of each column. A column that is not scaled has
 * mean 0 and standard deviation 1.
 *
 * @param means of the columns
 * @param deviations their standard deviations, positive
 */
public record ColumnScaling(List<Double> means, List<Double> deviations) implements Scaling {
    private static final long serialVersionUID = 1L;

    public ColumnScaling {
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
        if (means.size() != deviations.size()
                || !means.stream().allMatch(Double::isFinite)
                || !deviations.stream().allMatch(deviation -> Double.isFinite(deviation) && deviation > 0)) {
            throw new IllegalArgumentException("column scaling: expected finite means and as many positive standard"
                    + " deviations, found " + means + " and " + deviations);
        }
    }

    /** Of so many columns, none of which is scaled. */
    public static ColumnScaling none(int columns) {
        return new ColumnScaling(Collections.nCopies(columns, 0.0), Collections.nCopies(columns, 1.0));
    }

    @Override
    public ColumnScaling unscaled() {
        return none(means.size());
    }

    @Override
    public double scale(int column, double feature) {
        return (feature - means.get(column)) / deviations.get(column);
    }

    @Override
    public double factor(int column) {
        return 1 / deviations.get(column);
    }

    @Override
    public double offset(int column) {
        return -means.get(column) / deviations.get(column);
    }

    @Override
    public float[] inputs(Features features) {
        double[] mean = means.stream().mapToDouble(Double::doubleValue).toArray();
        double[] deviation =
                deviations.stream().mapToDouble(Double::doubleValue).toArray();
        int columns = features.columns();
        float[] inputs = new float[Math.multiplyExact(features.rows(), columns)];
        float[] row = new float[columns];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            for (int k = 0; k < columns; k++) {
                inputs[i * columns + k] = (float) ((row[k] - mean[k]) / deviation[k]);
            }
        }
        return inputs;
    }
}
