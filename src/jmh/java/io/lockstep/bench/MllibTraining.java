package io.lockstep.bench;

import io.lockstep.network.Architecture;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Spark's own multilayer perceptron, by L-BFGS over all examples. It does not let anyone look in between, so it trains from the
 * beginning with ever more iterations; what counts is the time of the one training that reached the goal.
 */
final class MllibTraining implements Trainee {
    private static final int FIRST_ITERATIONS = 50;

    private final Dataset<Row> train;
    private final Dataset<Row> test;
    private final int[] layers;
    private final String version;

    MllibTraining(JavaSparkContext spark, Digits train, Digits test, Architecture architecture) {
        this.train = Mllib.cached(spark, train);
        this.test = Mllib.cached(spark, test);
        layers = architecture.sizes().stream().mapToInt(Integer::intValue).toArray();
        version = "MLlib %s on the same Spark, double, sigmoid, l-bfgs, cached vectors in blocks of %d, %s"
                .formatted(spark.version(), Mllib.BLOCK_ROWS, SystemBlas.describe());
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Trained train(Goal goal) {
        List<Double> accuracies = new ArrayList<>();
        Trained last;
        int iterations = FIRST_ITERATIONS;
        do {
            last = train(iterations, accuracies);
            iterations *= 2;
        } while (goal.isAheadOf(last));
        return last;
    }

    private Trained train(int iterations, List<Double> accuracies) {
        MultilayerPerceptronClassifier classifier = new MultilayerPerceptronClassifier()
                .setLayers(layers)
                .setSolver("l-bfgs")
                .setTol(0) // never ends before its time
                .setSeed(42)
                .setBlockSize(Mllib.BLOCK_ROWS)
                .setMaxIter(iterations);
        long start = System.nanoTime();
        MultilayerPerceptronClassificationModel model = classifier.fit(train);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        accuracies.add(
                (double) model.transform(test).filter("prediction = label").count() / test.count());
        return new Trained(milliseconds, iterations + " iterations", accuracies);
    }

    @Override
    public void close() {
        train.unpersist();
        test.unpersist();
    }
}
