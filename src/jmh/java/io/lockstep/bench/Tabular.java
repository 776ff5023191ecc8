package io.lockstep.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A table as everybody gets it: a column "features", standardised by the training rows' moments, and a column "label" with 0, 1, ...;
 * both parts are in memory, in as many partitions as there are slots.
 *
 * @param name of the table
 * @param train the rows to train on
 * @param test the rows that are held out
 * @param columns number of features
 * @param classes number of classes
 */
record Tabular(String name, Dataset<Row> train, Dataset<Row> test, int columns, int classes) implements AutoCloseable {
    static final String FEATURES = "features";
    static final String LABEL = "label";
    private static final String RAW = "raw";
    private static final int HELD_OUT = 10; // one row of so many

    /** Splits rows with "raw" and "label" by the content of "raw", so that equal rows are never on both sides. */
    static Tabular split(String name, Dataset<Row> rows, int classes) {
        Column heldOut = functions
                .pmod(functions.xxhash64(functions.col(RAW)), functions.lit(HELD_OUT))
                .equalTo(0);
        Dataset<Row> train = rows.filter(functions.not(heldOut));
        StandardScalerModel scaler = new StandardScaler()
                .setInputCol(RAW)
                .setOutputCol(FEATURES)
                .setWithMean(true)
                .fit(train);
        Dataset<Row> cached = cached(scaler.transform(train));
        int columns = ((Vector) cached.first().get(0)).size();
        return new Tabular(name, cached, cached(scaler.transform(rows.filter(heldOut))), columns, classes);
    }

    private static Dataset<Row> cached(Dataset<Row> rows) {
        Dataset<Row> cached = rows.select(FEATURES, LABEL)
                .repartition(OurTraining.SLOTS, functions.col(FEATURES)) // by content, not in turn
                .cache();
        cached.count();
        return cached;
    }

    /** The sizes of a network with these hidden layers. */
    int[] layers(List<Integer> hidden) {
        List<Integer> sizes = new ArrayList<>(hidden);
        sizes.add(0, columns);
        sizes.add(classes);
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The share of rows that are predicted as labelled. */
    static double accuracy(Dataset<Row> predictions) {
        return (double) predictions.filter("prediction = label").count() / predictions.count();
    }

    /**
     * A part as arrays.
     *
     * @param features (rows, columns)
     * @param labels (rows)
     */
    record Arrays(float[] features, byte[] labels) {}

    /** A part of the table for those who are not on Spark. */
    static Arrays arrays(Dataset<Row> part, int columns) {
        int rows = Math.toIntExact(part.count());
        float[] features = new float[Math.multiplyExact(rows, columns)];
        byte[] labels = new byte[rows];
        Iterator<Row> all = part.toLocalIterator(); // a partition at a time
        for (int row = 0; row < rows; row++) {
            Row next = all.next();
            Vector vector = (Vector) next.get(0);
            for (int column = 0; column < columns; column++) {
                features[row * columns + column] = (float) vector.apply(column);
            }
            labels[row] = (byte) next.getDouble(1);
        }
        return new Arrays(features, labels);
    }

    @Override
    public void close() {
        train.unpersist(true);
        test.unpersist(true);
    }
}
