package io.lockstep.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The table "letter": 20,000 printed letters, each described by 16 whole numbers; 26 classes. */
final class LetterTable {
    static final int CLASSES = 26;
    private static final String LABEL = "lettr";
    private static final String FOLDER = "LOCKSTEP_SHARED";

    private LetterTable() {}

    /** Its rows, with "raw" and "label". */
    static Dataset<Row> rows(SparkSession spark) throws MissingException {
        String shared = System.getenv(FOLDER);
        Path file = Path.of(shared == null ? "" : shared, "tables", "letter.csv.gz");
        if (shared == null || !Files.exists(file)) {
            throw new MissingException(
                    "no tables/letter.csv.gz in the folder that %s names (%s)".formatted(FOLDER, shared));
        }
        Dataset<Row> table = spark.read()
                .option("header", "true")
                .option("inferSchema", "true")
                .csv(file.toString());
        String[] numbers = Arrays.stream(table.columns())
                .filter(column -> !column.equals(LABEL))
                .map(column -> column.replace('.', '_')) // a dot reaches into a struct
                .toArray(String[]::new);
        String[] renamed = Arrays.stream(table.columns())
                .map(column -> column.replace('.', '_'))
                .toArray(String[]::new);
        return new VectorAssembler()
                .setInputCols(numbers)
                .setOutputCol("raw")
                .transform(table.toDF(renamed))
                .selectExpr("raw", "cast(ascii(%s) - ascii('A') as double) as label".formatted(LABEL));
    }
}
