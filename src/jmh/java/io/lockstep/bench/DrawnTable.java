package io.lockstep.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Tables with random rows, the same in each run, written by Spark. */
enum DrawnTable {
    /** 20 columns of normally distributed doubles with all their digits; the last is to be predicted. */
    NUMBERS("y", 20) {
        @Override
        Dataset<Row> rows(SparkSession spark, long rows) {
            return spark.range(0, rows, 1, PARTITIONS).selectExpr(columns("randn(%d)"));
        }
    },
    /** The same with 6 decimal places, as people write numbers. */
    SHORT_NUMBERS("y", 20) {
        @Override
        Dataset<Row> rows(SparkSession spark, long rows) {
            return spark.range(0, rows, 1, PARTITIONS).selectExpr(columns("round(randn(%d), 6)"));
        }
    },
    /** An array of 784 bytes, of which a fifth is not 0 as in MNIST, and one of ten classes. */
    PIXELS("digit", 784) {
        @Override
        Dataset<Row> rows(SparkSession spark, long rows) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            List<Integer> parts = IntStream.range(0, PARTITIONS).boxed().toList();
            JavaRDD<Row> drawn = context.parallelize(parts, PARTITIONS).flatMap(part -> {
                Random random = new Random(part);
                long count = rows / PARTITIONS + (part < rows % PARTITIONS ? 1 : 0);
                return IntStream.range(0, Math.toIntExact(count))
                        .mapToObj(row -> pixels(random))
                        .iterator();
            });
            StructType schema = new StructType()
                    .add("pixels", DataTypes.createArrayType(DataTypes.ByteType, false))
                    .add("digit", DataTypes.IntegerType);
            return spark.createDataFrame(drawn, schema);
        }
    };

    private static final int PARTITIONS = 8;
    private static final int INKED = 5; // one of so many pixels

    private final String label;
    private final int width;

    DrawnTable(String label, int width) {
        this.label = label;
        this.width = width;
    }

    abstract Dataset<Row> rows(SparkSession spark, long rows);

    /** The column to predict. */
    String label() {
        return label;
    }

    /** Numbers in a row. */
    int width() {
        return width;
    }

    /** Writes the rows to a folder. */
    void write(SparkSession spark, long rows, String format, Path folder) {
        rows(spark, rows)
                .write()
                .mode(SaveMode.ErrorIfExists)
                .option("header", "true")
                .format(format)
                .save(folder.toString());
    }

    private static String[] columns(String expression) {
        List<String> columns = new ArrayList<>();
        for (int column = 1; column < NUMBERS.width; column++) {
            columns.add(expression.formatted(column) + " as x" + column);
        }
        columns.add(expression.formatted(NUMBERS.width) + " as y");
        return columns.toArray(String[]::new);
    }

    private static Row pixels(Random random) {
        Byte[] pixels = new Byte[PIXELS.width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextInt(INKED) == 0 ? random.nextInt(Byte.MAX_VALUE) : 0);
        }
        return RowFactory.create(pixels, random.nextInt(10));
    }
}
