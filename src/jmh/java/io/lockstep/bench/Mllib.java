package io.lockstep.bench;

import io.lockstep.network.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Spark's own multilayer perceptron. It cannot be asked for one gradient, so two trainings by gradient descent, which takes one
 * gradient an iteration, are compared that differ in their number of iterations.
 */
final class Mllib implements Peer {
    private static final int PARTITIONS = 2;
    private static final int CLASSES = 10;
    private static final int FEW = 1;
    private static final int MORE = 5;
    static final int BLOCK_ROWS = 512;

    private final Dataset<Row> digits;
    private final int[] layers;
    private final String version;

    /** With the hidden layers of an architecture; at the end it always has a softmax over the classes. */
    Mllib(JavaSparkContext spark, Digits digits, Architecture architecture) {
        layers = architecture.sizes().stream().mapToInt(Integer::intValue).toArray();
        layers[layers.length - 1] = CLASSES;
        this.digits = cached(spark, digits);
        version =
                "MLlib %s on the same Spark, double, sigmoid, %s%s, cached vectors in blocks of %d; (%d - %d gd iterations) / %d; %s"
                        .formatted(
                                spark.version(),
                                String.join(
                                                "-",
                                                architecture.sizes().subList(0, layers.length - 1).stream()
                                                        .map(String::valueOf)
                                                        .toList())
                                        + "-" + CLASSES,
                                architecture.outputs() == CLASSES ? "" : " (1 % more work)",
                                BLOCK_ROWS,
                                MORE,
                                FEW,
                                MORE - FEW,
                                SystemBlas.describe());
    }

    /** As a table in memory. */
    static Dataset<Row> cached(JavaSparkContext spark, Digits digits) {
        StructType columns =
                new StructType().add("features", SQLDataTypes.VectorType()).add("label", DataTypes.DoubleType);
        JavaRDD<Row> rows = spark.parallelize(digits.parts(PARTITIONS), PARTITIONS)
                .flatMap(part -> rows(part).iterator());
        Dataset<Row> table = SparkSession.builder()
                .getOrCreate()
                .createDataFrame(rows, columns)
                .cache();
        table.count();
        return table;
    }

    private static List<Row> rows(Digits digits) {
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < digits.rows(); row++) {
            float[] features = digits.part(row, 1).features();
            double[] values = new double[features.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = features[i];
            }
            rows.add(RowFactory.create(Vectors.dense(values), (double) (digits.labels()[row] & 0xff)));
        }
        return rows;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public double milliseconds() {
        return (training(MORE) - training(FEW)) / (MORE - FEW);
    }

    private double training(int iterations) {
        MultilayerPerceptronClassifier classifier = new MultilayerPerceptronClassifier()
                .setLayers(layers)
                .setSolver("gd")
                .setStepSize(1e-3)
                .setTol(0) // never ends before its time
                .setSeed(42)
                .setBlockSize(BLOCK_ROWS)
                .setMaxIter(iterations);
        return Race.milliseconds(() -> classifier.fit(digits));
    }

    @Override
    public Optional<double[]> gradient() {
        return Optional.empty();
    }

    @Override
    public void close() {
        digits.unpersist();
    }
}
