package io.lockstep.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * A Spark of this JVM and a DataFrame in it: three numbers, alone and as a vector; a class that follows from them, as a number and as a word;
 * another number; a mark for validation rows.
 *
 * @param spark the session
 * @param rows the DataFrame
 */
record SampleFrame(SparkSession spark, Dataset<Row> rows) implements AutoCloseable {
    private static final int ROWS = 120;
    private static final List<String> KINDS = List.of("high", "low", "middle");

    static SampleFrame start() {
        return start(Map.of());
    }

    /** With settings of Spark. */
    static SampleFrame start(Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .appName("test")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2");
        settings.forEach(builder::config);
        SparkSession spark = builder.getOrCreate();
        return new SampleFrame(spark, rows(spark, 1).cache());
    }

    /** Rows that this seed draws. */
    static Dataset<Row> rows(SparkSession spark, long seed) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            double[] x = {random.nextDouble(), random.nextDouble() * 100, random.nextGaussian()};
            int label = x[0] > 0.6 ? 0 : x[1] > 50 ? 1 : 2;
            double number = 1_000 * x[0] - 5 * x[1] + x[2];
            rows.add(RowFactory.create(
                    id, x[0], x[1], x[2], Vectors.dense(x), (double) label, KINDS.get(label), number, id % 5 == 0));
        }
        return spark.createDataFrame(
                rows,
                new StructType()
                        .add("id", DataTypes.IntegerType, false)
                        .add("x0", DataTypes.DoubleType, false)
                        .add("x1", DataTypes.DoubleType, false)
                        .add("x2", DataTypes.DoubleType, false)
                        .add("features", SQLDataTypes.VectorType(), false)
                        .add("label", DataTypes.DoubleType, false)
                        .add("kind", DataTypes.StringType, false)
                        .add("number", DataTypes.DoubleType, false)
                        .add("isValid", DataTypes.BooleanType, false));
    }

    LockstepClassifier classifier() {
        return new LockstepClassifier("classifier")
                .setHidden(6)
                .setMaxIter(4)
                .setBatchRows(32)
                .setValidationIndicatorCol("isValid");
    }

    LockstepRegressor regressor() {
        return new LockstepRegressor("regressor")
                .setLabelCol("number")
                .setHidden(5)
                .setMaxIter(4)
                .setBatchRows(32)
                .setValidationIndicatorCol("isValid");
    }

    @Override
    public void close() {
        spark.stop();
    }
}
