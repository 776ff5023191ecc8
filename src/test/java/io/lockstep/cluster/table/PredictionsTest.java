package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.DigitBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.cluster.table.source.TableFormat;
import io.lockstep.data.ArrayExamples;
import io.lockstep.data.DataException;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables that are cut in other ways, and what is written of them. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class PredictionsTest {
    private static final int ROWS = 1_100;

    private static JavaSparkContext spark;
    private static ArrayExamples digits;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
        digits = ArrayExamples.readAll(new DrawnDigits().split(SplitName.TEST)).slice(0, ROWS);
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    static Stream<Arguments> otherPasses() {
        return Stream.of(Networks.LESSON, Networks.DEEP)
                .flatMap(architecture -> Passes.kernels()
                        .filter(kernel -> !(architecture.equals(Networks.DEEP) && kernel == Kernel.VECTOR))
                        .map(kernel -> Arguments.of(architecture, kernel)));
    }

    @Test
    void aRowHasTheSameBitsInAnyPartition() {
        assertRowsHaveTheSameBits(Networks.DEEP, Kernel.VECTOR);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("otherPasses")
    @Tag("drill")
    void aRowHasTheSameBitsInAnyPartitionByTheOtherPassesToo(Architecture architecture, Kernel kernel) {
        assertRowsHaveTheSameBits(architecture, kernel);
    }

    /** Rows in partitions of their own, and in blocks of any length, must not differ in a bit. */
    private void assertRowsHaveTheSameBits(Architecture architecture, Kernel kernel) {
        Parameters parameters = Networks.drawn(architecture, 1);
        Map<Long, List<Object>> expected = new TreeMap<>();
        for (int partitions : new int[] {1, 4, 7, 40}) {
            Path out = folder.resolve("of-" + partitions);
            Written written = Predictions.of(spark, digits, null, partitions)
                    .write(parameters, passes(kernel), PredictionFormat.PARQUET, PredictionFolder.at(out.toString()));
            assertThat(written.rows()).isEqualTo(ROWS);
            Map<Long, List<Object>> found = byExample(read(out));
            expected = expected.isEmpty() ? found : expected;
            assertThat(found).as("%d partitions", partitions).hasSize(ROWS).isEqualTo(expected);
        }
        Path out = folder.resolve("of-a-table");
        Table table = table(arrays().orderBy("label").repartition(7)); // other neighbours, and another order
        Predictions.of(spark, table, new ColumnChoice(List.of(), "", "label", "example"), architecture, null, 0)
                .write(parameters, passes(kernel), PredictionFormat.PARQUET, PredictionFolder.at(out.toString()));
        assertThat(byExample(read(out))).as("a table").isEqualTo(expected);
    }

    @Test
    void aBadRowAmongOthersOfItsBatchIsNamed() {
        Dataset<Row> rows = arrays().coalesce(1)
                .withColumn(
                        "image",
                        functions.expr("if(example = 300, transform(image, (x, i) -> if(i = 5, 256, x)), image)"));
        Predictions predictions = Predictions.of(
                spark, table(rows), new ColumnChoice(List.of(), "", "label", "example"), Networks.DEEP, null, 0);
        PredictionFolder out = PredictionFolder.at(folder.resolve("bad").toString());
        assertThatThrownBy(() -> predictions.write(
                        Networks.drawn(Networks.DEEP, 1), passes(Kernel.VECTOR), PredictionFormat.PARQUET, out))
                .hasStackTraceContaining("column image[5], row with example = 300: expected a feature, a whole number"
                        + " from 0 to 255, found 256. ");
        assertThat(folder).isEmptyDirectory();
    }

    private static PassFactory passes(Kernel kernel) {
        return ClusterSession.passes(Passes.plan(kernel, DigitBlocks.STANDARDIZER), null);
    }

    private static Map<Long, List<Object>> byExample(Dataset<Row> rows) {
        Map<Long, List<Object>> byExample = new TreeMap<>();
        for (Row row : rows.drop("label").collectAsList()) {
            List<Object> values = new ArrayList<>();
            for (int i = 1; i < row.size(); i++) {
                values.add(row.get(i) instanceof scala.collection.Seq<?> ? row.getList(i) : row.get(i));
            }
            byExample.put(row.getLong(0), values);
        }
        return byExample;
    }

    private static Dataset<Row> read(Path out) {
        assertThat(out.resolve("_SUCCESS")).exists();
        return session().read().parquet(out.toString());
    }

    private static SparkSession session() {
        return SparkSession.builder().getOrCreate();
    }

    private static Table table(Dataset<Row> rows) {
        return new Table(new TableFiles("file:/table.parquet", TableFormat.PARQUET), rows);
    }

    /** {@code example, label, image}: the features as an array of numbers. */
    private static Dataset<Row> arrays() {
        List<Row> rows = IntStream.range(0, ROWS)
                .mapToObj(row -> RowFactory.create(
                        (long) row,
                        (int) digits.labels()[row],
                        IntStream.range(0, 784)
                                .mapToObj(i -> digits.pixels()[row * 784 + i] & 0xff)
                                .toArray()))
                .toList();
        return session()
                .createDataFrame(
                        rows,
                        schema(
                                field("example", DataTypes.LongType),
                                field("label", DataTypes.IntegerType),
                                field("image", DataTypes.createArrayType(DataTypes.IntegerType))));
    }

    private static StructType schema(StructField... fields) {
        return new StructType(fields);
    }

    private static StructField field(String name, DataType type) {
        return DataTypes.createStructField(name, type, true);
    }

    @Test
    void whatStaysStaysAndLabelsAreCountedWhereTheyAreNumbers() {
        StructType schema = schema(
                field("na me", DataTypes.StringType),
                field("b", DataTypes.IntegerType),
                field("a", DataTypes.DoubleType),
                field("la`bel", DataTypes.StringType));
        Dataset<Row> rows = session()
                .createDataFrame(
                        List.of(
                                RowFactory.create(" x ", 0, 255.0, "3"),
                                RowFactory.create("y", 255, 0.0, "1.0"),
                                RowFactory.create("y", 255, 0.0, "cat"),
                                RowFactory.create(null, 255, 255.0, null)),
                        schema);
        Architecture two = new Architecture(List.of(2, 4), Activation.RELU, Loss.CROSS_ENTROPY);
        // out = 3 of the first feature, 1 of the second
        Parameters parameters = new Parameters(two, new float[] {0, 0, 0, 5, 0, 5, 0, 0, 0, 0, 0, 0});
        Written written = Predictions.of(
                        spark, table(rows), new ColumnChoice(List.of("a", "b"), "", "la`bel", null), two, null, 1)
                .write(
                        parameters,
                        passes(Kernel.VECTOR),
                        PredictionFormat.CSV,
                        PredictionFolder.at(folder.resolve("out").toString()));
        assertThat(written.rows()).isEqualTo(4);
        assertThat(written.labelled()).isEqualTo(2);
        assertThat(written.correct()).isEqualTo(2);
        assertThat(written.columns()).startsWith("na me", "la`bel", "prediction", "probability", "probability_0");
        List<Row> found = session()
                .read()
                .options(Map.of("header", "true", "inferSchema", "true"))
                .csv(folder.resolve("out").toString())
                .collectAsList();
        assertThat(found).extracting(row -> row.get(0)).containsExactly(" x ", "y", "y", null);
        assertThat(found).extracting(row -> row.getInt(2)).containsExactly(3, 1, 1, 1);
        assertThat(found.get(0).getDouble(3)).isEqualTo(found.get(0).getDouble(7)); // of class 3
    }

    @Test
    void featuresAreFoundWhereItIsClearWhichAreMeant() {
        StructType schema = schema(
                field("id", DataTypes.LongType),
                field("p10", DataTypes.IntegerType),
                field("p9", DataTypes.IntegerType),
                field("word", DataTypes.StringType));
        Dataset<Row> rows = session().createDataFrame(List.of(), schema);
        ColumnChoice all = new ColumnChoice(List.of(), "", null, null);
        assertThat(TableColumns.of(table(rows), all, 3).features()).containsExactly(0, 1, 2);
        assertThat(TableColumns.of(table(rows), new ColumnChoice(List.of(), "p", null, null), 2)
                        .features())
                .as("by their numbers")
                .containsExactly(2, 1);
        assertThat(TableColumns.of(table(rows), new ColumnChoice(List.of(), "", null, "id"), 2)
                        .features())
                .as("in the table's order")
                .containsExactly(1, 2);
        assertThatThrownBy(() -> TableColumns.of(table(rows), all, 2))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "/table.parquet: expected 2 numeric columns, as the network requires, or one array, found 3 numeric"
                                + " columns and 0 arrays; the others: word string. " + ColumnChoice.HOW);
        assertThatThrownBy(() -> TableColumns.of(table(rows), new ColumnChoice(List.of("p9", "p8"), "", null, null), 2))
                .hasMessageContaining("expected the column p8 of --features, found id bigint, p10 int, p9 int, word");
        Table json = new Table(new TableFiles("file:/table.json", TableFormat.JSON), rows);
        assertThatThrownBy(() -> TableColumns.of(json, new ColumnChoice(List.of(), "", null, "id"), 2))
                .hasMessageContaining("found JSON, whose columns have no order");
    }
}
