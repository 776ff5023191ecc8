package io.lockstep.bench;

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
 * A drawn table, the same in each run: 20 normally distributed numbers, of which 10 decide between 5 classes by a rule with products, a
 * wave, bends and thresholds, so that trees and networks both have something to find. A tenth of the labels is drawn anew, so that the
 * best possible accuracy is known.
 */
final class RuleTable {
    static final int COLUMNS = 20;
    static final int CLASSES = 5;
    private static final double DRAWN_ANEW = 0.1;
    private static final double CENTRE = 1.2;
    private static final int PARTITIONS = 8;
    private static final long SPREAD = 0x9E3779B97F4A7C15L; // far from one row's seed to the next

    private RuleTable() {}

    /** Of someone who knows the rule. */
    static double bestAccuracy() {
        return 1 - DRAWN_ANEW * (CLASSES - 1) / CLASSES;
    }

    /** So many rows, with "raw" and "label". */
    static Dataset<Row> rows(SparkSession spark, long count) {
        StructType schema =
                new StructType().add("raw", SQLDataTypes.VectorType()).add("label", DataTypes.DoubleType);
        return spark.createDataFrame(
                spark.range(0, count, 1, PARTITIONS).toJavaRDD().map(RuleTable::row), schema);
    }

    private static Row row(long number) {
        Random random = new Random(SPREAD * number);
        double[] x = numbers(random);
        return RowFactory.create(Vectors.dense(x), (double) label(x, random));
    }

    static double[] numbers(Random random) {
        double[] x = new double[COLUMNS];
        for (int column = 0; column < x.length; column++) {
            x[column] = random.nextGaussian();
        }
        return x;
    }

    static int label(double[] x, Random random) {
        return random.nextDouble() < DRAWN_ANEW ? random.nextInt(CLASSES) : rule(x);
    }

    /** The middle of a plane is class 0, and its quarters are the others. */
    static int rule(double[] x) {
        double u = x[0] * x[1] + Math.abs(x[2]) - x[3] - 0.8;
        double v = Math.sin(2 * x[4]) + x[5] * (x[6] > 0 ? 1 : -0.5) + (x[7] + x[8] > 1 ? 1 : -0.2) - 0.5 * x[9];
        if (u * u + v * v < CENTRE) {
            return 0;
        }
        return u > 0 ? (v > 0 ? 1 : 2) : (v > 0 ? 3 : 4);
    }
}
