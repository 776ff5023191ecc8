package io.lockstep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A network and the rows that its model transforms.
 *
 * @param sizes of the network's layers
 * @param rows their vectors
 * @param sparse whether they are sparse
 */
record TransformCase(List<Integer> sizes, List<Vector> rows, boolean sparse) {
    private static final int NUMBERS_TO = 16;

    /** Drawn rows like those of "letter": 16 whole numbers. */
    static TransformCase letters(List<Integer> sizes, int rows) {
        Random random = new Random(42);
        List<Vector> vectors = IntStream.range(0, rows)
                .mapToObj(row -> Vectors.dense(IntStream.range(0, sizes.get(0))
                        .mapToDouble(column -> random.nextInt(NUMBERS_TO))
                        .toArray()))
                .toList();
        return new TransformCase(sizes, vectors, false);
    }

    /** Images, of whose pixels four fifths are 0. */
    static TransformCase images(List<Integer> sizes, Digits digits, boolean sparse) {
        List<Vector> vectors = new ArrayList<>();
        int columns = digits.columns();
        for (int row = 0; row < digits.rows(); row++) {
            double[] pixels = new double[columns];
            for (int column = 0; column < columns; column++) {
                pixels[column] = digits.pixels()[row * columns + column] & 0xff;
            }
            Vector dense = Vectors.dense(pixels);
            vectors.add(sparse ? dense.toSparse() : dense);
        }
        return new TransformCase(sizes, vectors, sparse);
    }

    /** In memory, with labels of all classes in turn: what the network has learnt does not matter. */
    Dataset<Row> table(SparkSession spark) {
        StructType schema = new StructType()
                .add(Tabular.FEATURES, SQLDataTypes.VectorType(), false)
                .add(Tabular.LABEL, DataTypes.DoubleType, false);
        int classes = sizes.get(sizes.size() - 1);
        List<Row> labelled = IntStream.range(0, rows.size())
                .mapToObj(row -> RowFactory.create(rows.get(row), (double) (row % classes)))
                .toList();
        Dataset<Row> table = spark.createDataFrame(labelled, schema)
                .coalesce(OurTraining.SLOTS)
                .cache();
        table.count();
        return table;
    }

    /** {@code transform-784-50-10-sparse}. */
    String name() {
        String network = sizes.stream().map(String::valueOf).collect(Collectors.joining("-"));
        return "transform-" + network + (sparse ? "-sparse" : "-dense");
    }

    /** All layers but the first and the last. */
    List<Integer> hidden() {
        return sizes.subList(1, sizes.size() - 1);
    }
}
