package io.lockstep.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * DataFrames of few rows, with the columns label, features and weight.
 *
 * @param session where they are
 */
record Frames(SparkSession session) {
    static final StructType SCHEMA = new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType())
            .add("weight", DataTypes.DoubleType);

    /** A row, with dense features. */
    static Row row(double label, double weight, double... features) {
        return RowFactory.create(label, Vectors.dense(features), weight);
    }

    /** Clouds of points, one a class, each around its own corner; classes overlap. Features are whole numbers, many of them 0. */
    static List<Row> clouds(int count, int classes, long seed) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            int label = row % classes;
            double[] x = new double[4];
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.rint((i == label ? 3 : 0) + 2 * random.nextGaussian());
            }
            rows.add(row(label, 1, x));
        }
        return rows;
    }

    Dataset<Row> of(List<Row> rows) {
        return session.createDataFrame(rows, SCHEMA);
    }

    /** 48 rows of two classes. */
    Dataset<Row> two() {
        return of(clouds(48, 2, 1));
    }

    /** 48 rows of three classes. */
    Dataset<Row> three() {
        return of(clouds(48, 3, 2));
    }

    /** A small network, a few mini-batches an epoch, and an optimizer with a memory. */
    static LockstepClassifier classifier() {
        return new LockstepClassifier()
                .setHidden(4)
                .setMaxIter(2)
                .setBatchRows(16)
                .setBlockRows(8)
                .setSeed(5);
    }

    /** No hidden layer, plain gradient descent on all rows at once. */
    static LockstepClassifier logistic() {
        return new LockstepClassifier()
                .setHidden()
                .setOptimizer("sgd")
                .setSchedule("constant")
                .setBatchRows(1_000_000)
                .setStandardization(false);
    }
}
