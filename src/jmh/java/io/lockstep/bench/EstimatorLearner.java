package io.lockstep.bench;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;

/** An estimator of Spark ML, whoever has written it: fits the table in memory, and its model transforms the rows held out. */
final class EstimatorLearner implements Learner {
    /** Makes an estimator with so many epochs, iterations or trees. */
    @FunctionalInterface
    interface Maker {
        Estimator<?> with(int budget) throws MissingException;
    }

    private final Tabular table;
    private final String version;
    private final String unit;
    private final Maker estimator;

    /**
     * With what it is.
     *
     * @param unit what its budget counts
     * @param estimator with such a budget
     */
    EstimatorLearner(Tabular table, String version, String unit, Maker estimator) {
        this.table = table;
        this.version = version;
        this.unit = unit;
        this.estimator = estimator;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Fitted fit(int budget) throws MissingException {
        Estimator<?> unfitted = estimator.with(budget);
        long start = System.nanoTime();
        Model<?> model = unfitted.fit(table.train());
        double milliseconds = (System.nanoTime() - start) / 1e6;
        return new Fitted(budget, unit, milliseconds, Tabular.accuracy(model.transform(table.test())));
    }

    @Override
    public void close() {} // the table is everybody's
}
