package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of a table's model speak as the table does. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class TablePredictionsTest {
    private static final StructType SCHEMA = new StructType()
            .add("col.our", DataTypes.StringType)
            .add("size", DataTypes.DoubleType)
            .add("id", DataTypes.LongType)
            .add("sold", DataTypes.StringType)
            .add("price", DataTypes.DoubleType)
            .add("rank", DataTypes.IntegerType)
            .add("good", DataTypes.BooleanType);
    private static final Architecture TWO = new Architecture(List.of(2, 2), Activation.RELU, Loss.CROSS_ENTROPY);

    private static JavaSparkContext spark;
    private static Dataset<Row> table;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
        List<Row> rows = IntStream.range(0, 20)
                .mapToObj(i -> RowFactory.create(
                        i % 3 == 0 ? "red" : "green",
                        i * 1.5,
                        (long) i,
                        i % 3 == 0 ? "yes" : "no",
                        20_000 + 3_000 * i * 1.5,
                        i % 3 == 0 ? 12 : 7,
                        i % 3 == 0))
                .toList();
        table = SparkSession.builder().getOrCreate().createDataFrame(spark.parallelize(rows, 3), SCHEMA);
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static TableSchema schema(TableChoice choice, boolean regression) {
        return TableData.load(spark, "t", table, choice, regression, HeldOut.NOTHING, 1, notice -> {})
                .schema();
    }

    private Written write(Dataset<Row> rows, TableSchema schema, Parameters parameters, PredictionFormat format) {
        return Predictions.of(spark, "t", rows, schema, "id", 0, failure -> failure)
                .write(
                        parameters,
                        ClusterSession.passes(Passes.plan(Kernel.VECTOR, schema.scaling()), null),
                        format,
                        PredictionFolder.at(folder.resolve("out").toString()));
    }

    private List<Row> read() {
        return SparkSession.builder()
                .getOrCreate()
                .read()
                .parquet(folder.resolve("out").toString())
                .orderBy("id")
                .collectAsList();
    }

    /** Green is the first class, red the second: with a weight of 5 each, and those are the first and second input. */
    private static Parameters byColour() {
        return new Parameters(TWO, new float[] {5, 0, 0, 5, 0, 0});
    }

    @Test
    void wordsAreClassesAndColumnsMayBeInAnyOrder() {
        TableSchema schema = schema(TableChoice.of("sold").withFeatures("col.our"), false);
        Dataset<Row> other = table.select("sold", "size", "`col.our`", "id").repartition(5);

        Written written = write(other, schema, byColour(), PredictionFormat.PARQUET);

        assertThat(written.rows()).isEqualTo(20);
        assertThat(written.labelled()).isEqualTo(20);
        assertThat(written.correct()).isEqualTo(20);
        assertThat(written.columns())
                .containsExactly("sold", "size", "id", "prediction", "probability", "probabilities");
        for (Row row : read()) {
            assertThat(row.<String>getAs("prediction")).isEqualTo(row.<String>getAs("sold"));
            assertThat(row.<Double>getAs("size")).isEqualTo(row.<Long>getAs("id") * 1.5);
            assertThat(row.<Double>getAs("probability")).isCloseTo(1 / (1 + Math.exp(-5)), within(1e-6));
        }
    }

    @Test
    void numbersAndBooleansAreClassesAsTheyStandInTheTable() {
        write(
                table,
                schema(TableChoice.of("rank").withFeatures("col.our"), false),
                byColour(),
                PredictionFormat.PARQUET);
        assertThat(read())
                .allSatisfy(row -> assertThat(row.<Long>getAs("prediction"))
                        .isEqualTo(row.<Integer>getAs("rank").longValue()));
    }

    @Test
    void booleansAreClassesInCsvWithAColumnEach() {
        Written written = write(
                table.drop("sold"),
                schema(TableChoice.of("good").withFeatures("col.our"), false),
                byColour(),
                PredictionFormat.CSV);

        assertThat(written.correct()).isEqualTo(20);
        assertThat(written.columns()).contains("probability_false", "probability_true");
    }

    @Test
    void aNumberIsPredictedInItsOwnUnit() {
        Architecture line = new Architecture(List.of(1, 1), Activation.RELU, Loss.MSE);
        TableSchema schema = schema(TableChoice.of("price").withFeatures("size"), true);

        Written written = write(table, schema, new Parameters(line, new float[] {1, 0}), PredictionFormat.PARQUET);

        assertThat(written.labelled()).isZero();
        assertThat(written.columns()).endsWith("prediction");
        assertThat(read())
                .allSatisfy(row -> assertThat(row.<Double>getAs("prediction"))
                        .isCloseTo(row.<Double>getAs("price"), within(0.05))); // 2^-22 of 105,500
    }

    @Test
    void unknownWordsAreCountedAndWrongCellsNamed() {
        TableSchema schema = schema(TableChoice.of("sold").withFeatures("col.our", "size"), false);
        Architecture three = new Architecture(List.of(3, 2), Activation.RELU, Loss.CROSS_ENTROPY);
        Parameters zeros = new Parameters(three, new float[8]);
        Dataset<Row> blue = table.withColumn("col.our", functions.lit("blue"));
        Predictions predictions = Predictions.of(spark, "t", blue, schema, "id", 1, failure -> failure);

        predictions.write(
                zeros,
                ClusterSession.passes(Passes.plan(Kernel.VECTOR, schema.scaling()), null),
                PredictionFormat.PARQUET,
                PredictionFolder.at(folder.resolve("out").toString()));

        assertThat(predictions.unknownWords()).isEqualTo(20);
        Dataset<Row> word = table.withColumn("size", functions.expr("if(id = 7, 'big', string(size))"));
        assertThatThrownBy(() -> write(word, schema, zeros, PredictionFormat.PARQUET))
                .hasStackTraceContaining("column size, row with id = 7: expected a number, found 'big'");
        assertThatThrownBy(() -> write(table.drop("size"), schema, zeros, PredictionFormat.PARQUET))
                .hasMessageContaining("the column 'size' of the model's features");
    }
}
