package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.DataException;
import io.lockstep.data.SplitMix64;
import io.lockstep.data.table.EstimatorWords;
import io.lockstep.data.table.Missing;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One column of vectors, sparse or dense, or of arrays: the same numbers are the same rows, and have the names of their metadata. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class VectorTablesTest {
    private static final int ROWS = 200;
    private static final int ELEMENTS = 20;
    private static final TableChoice CHOICE = TableChoice.of("label").withFeatures("features");

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    /** Mostly zeros, of either sign, and some NaN where they may be missing. */
    private static double[] numbers(int row, Missing missing) {
        SplitMix64 random = SplitMix64.of(3, 0, row % 50 == 49 ? row - 1 : row); // some rows are there twice
        double[] numbers = new double[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            int kind = random.below(10);
            numbers[i] = kind == 0 ? (random.below(64) - 32) / 4.0 : kind == 1 ? -0.0 : 0;
            if (kind == 2 && missing == Missing.MEAN) {
                numbers[i] = random.below(2) == 0 ? Double.NaN : Double.longBitsToDouble(0xfff8000000000001L);
            }
        }
        return numbers;
    }

    /** With every number that is not +0 as an entry, and every third zero, too. */
    private static Vector sparse(double[] numbers) {
        int[] indexes = IntStream.range(0, numbers.length)
                .filter(i -> Double.doubleToRawLongBits(numbers[i]) != 0 || i % 3 == 0)
                .toArray();
        return Vectors.sparse(
                numbers.length,
                indexes,
                IntStream.of(indexes).mapToDouble(i -> numbers[i]).toArray());
    }

    private static Object mixed(int row, double[] numbers) {
        return row % 2 == 0 ? sparse(numbers) : Vectors.dense(numbers);
    }

    private interface Cell {
        @Nullable
        Object of(int row, double[] numbers);
    }

    private static Dataset<Row> table(DataType type, Metadata metadata, int partitions, Missing missing, Cell cell) {
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add(RowFactory.create(cell.of(row, numbers(row, missing)), (double) (row % 3)));
        }
        StructType schema =
                new StructType().add("features", type, true, metadata).add("label", DataTypes.DoubleType);
        return SparkSession.builder().getOrCreate().createDataFrame(spark.parallelize(rows, partitions), schema);
    }

    private static Dataset<Row> vectors(int partitions, Cell cell) {
        return table(SQLDataTypes.VectorType(), Metadata.empty(), partitions, Missing.ERROR, cell);
    }

    private static Dataset<Row> dense(Metadata metadata) {
        return table(SQLDataTypes.VectorType(), metadata, 2, Missing.ERROR, (row, numbers) -> Vectors.dense(numbers));
    }

    private static TableData load(Dataset<Row> table, TableChoice choice) {
        return TableData.load(spark, "the DataFrame", table, choice, false, HeldOut.NOTHING, 1, notice -> {});
    }

    private static String error(Dataset<Row> table) {
        return String.valueOf(catchThrowableOfType(DataException.class, () -> load(table, CHOICE))
                .getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void sparseAndDenseVectorsAndArraysAreTheSame(Missing missing) {
        TableChoice choice = CHOICE.with(missing);
        DataType vector = SQLDataTypes.VectorType();
        Metadata none = Metadata.empty();
        TableData first = load(table(vector, none, 1, missing, (row, numbers) -> Vectors.dense(numbers)), choice);
        String digest = TableBits.digest(first, 16, 1);
        for (int partitions : new int[] {1, 2, 7}) {
            List<Dataset<Row>> others = List.of(
                    table(vector, none, partitions, missing, (row, numbers) -> sparse(numbers)),
                    table(vector, none, partitions, missing, VectorTablesTest::mixed),
                    table(
                            DataTypes.createArrayType(DataTypes.DoubleType),
                            none,
                            partitions,
                            missing,
                            (row, numbers) -> numbers),
                    table(
                                    DataTypes.createArrayType(DataTypes.DoubleType),
                                    none,
                                    partitions,
                                    missing,
                                    (row, numbers) -> numbers)
                            .withColumn("features", functions.col("features").cast("array<float>")),
                    table(vector, none, 3, missing, VectorTablesTest::mixed).repartition(4));
            for (Dataset<Row> other : others) {
                TableData data = load(other, choice);
                assertThat(data.schema()).isEqualTo(first.schema());
                assertThat(data.card().contentHash()).isEqualTo(first.card().contentHash());
                assertThat(TableBits.digest(data, 16, partitions)).isEqualTo(digest);
            }
        }
    }

    @Test
    void aVectorOfAnotherLengthIsNamed() {
        assertThat(error(vectors(3, (row, numbers) -> row == 77 ? Vectors.dense(1.5, 2) : Vectors.dense(numbers))))
                .startsWith("the DataFrame, column features, the row ([1.5, 2], 2): expected arrays of one size,")
                .contains("found 2 numbers here, 20 in the row ([")
                .endsWith("Fix or remove the row.");
        assertThat(error(vectors(3, (row, numbers) -> row == 77 ? Vectors.dense(new double[21]) : sparse(numbers))))
                .contains("20 numbers here, 21 in the row ([0, 0, 0, ...], 2)");
    }

    private static Metadata named() {
        Attribute[] attributes = new Attribute[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            attributes[i] = i == 3
                    ? NumericAttribute.defaultAttr().withName("age")
                    : i == 4
                            ? NominalAttribute.defaultAttr().withName("city").withValues("Ulm", "Rome")
                            : NumericAttribute.defaultAttr();
        }
        return new AttributeGroup("features", attributes).toMetadata();
    }

    @Test
    void elementsHaveTheNamesOfTheMetadataAndTheSameBits() {
        TableData plain = load(dense(Metadata.empty()), CHOICE);
        TableData named = load(dense(named()), CHOICE);

        assertThat(plain.schema().inputNames()).startsWith("features[0]", "features[1]");
        assertThat(named.schema().inputNames())
                .startsWith("features[0]", "features[1]", "features[2]", "age", "city", "features[5]")
                .hasSize(ELEMENTS);
        assertThat(named.schema().scaling()).isEqualTo(plain.schema().scaling());
        assertThat(named.card().contentHash()).isEqualTo(plain.card().contentHash());
        assertThat(TableBits.digest(named, 16, 3)).isEqualTo(TableBits.digest(plain, 16, 2));
    }

    @Test
    void metadataOfOthersHasNoNames() {
        for (String json : List.of(
                "{\"ml_attr\": 3}",
                "{\"ml_attr\": {\"num_attrs\": 20}}",
                "{\"ml_attr\": {\"attrs\": {\"numeric\": 7}}}",
                "{\"ml_attr\": {\"attrs\": {\"numeric\": [{\"name\": \"x\"}]}}}",
                "{\"ml_attr\": {\"attrs\": {\"numeric\": [{\"idx\": 900000000000, \"name\": \"x\"}]}}}")) {
            assertThat(load(dense(Metadata.fromJson(json)), CHOICE).schema().inputNames())
                    .as(json)
                    .allMatch(name -> name.startsWith("features["));
        }
    }

    private static Dataset<Row> with(double wrong, Metadata metadata) {
        return table(SQLDataTypes.VectorType(), metadata, 2, Missing.ERROR, (row, numbers) -> {
            numbers[3] = row == 60 ? wrong : numbers[3];
            return Vectors.dense(numbers);
        });
    }

    @Test
    void errorsAndNoticesCallElementsByTheirNames() {
        assertThat(error(with(Double.NaN, named()))).contains("column features, the row ([", "found [3] (age) = NaN");
        assertThat(error(with(1e200, named()))).contains("found [3] (age) = 1.0E200");
        assertThat(error(with(Double.NaN, Metadata.empty()))).contains("found [3] = NaN");
        List<String> notices = new ArrayList<>();
        Dataset<Row> constant = table(SQLDataTypes.VectorType(), named(), 2, Missing.ERROR, (row, numbers) -> {
            numbers[4] = 5;
            return Vectors.dense(numbers);
        });
        TableData.load(spark, "the DataFrame", constant, CHOICE, false, HeldOut.NOTHING, 1, notices::add);
        assertThat(notices).containsExactly("column features: 1 of its 20 elements are the same in every row (city)");
    }

    @Test
    void aModelCallsElementsAsInTraining() {
        TableSchema schema = load(dense(named()), CHOICE).schema();

        assertThat(catchThrowableOfType(
                                DataException.class,
                                () -> TableData.load(
                                        spark,
                                        "the DataFrame",
                                        with(Double.NaN, Metadata.empty()),
                                        schema,
                                        CHOICE,
                                        1,
                                        notice -> {}))
                        .getMessage())
                .contains("found [3] (age) = NaN");
    }

    @Test
    void estimatorsHaveWordsOfTheirOwn() {
        List<Dataset<Row>> wrong = List.of(
                with(Double.NaN, Metadata.empty()),
                with(1e200, Metadata.empty()),
                vectors(2, (row, numbers) -> row == 5 ? null : Vectors.dense(numbers)),
                vectors(2, (row, numbers) -> Vectors.dense(new double[0])),
                dense(Metadata.empty()).withColumn("label", functions.expr("if(label = 1, null, label)")),
                dense(Metadata.empty()).withColumn("label", functions.expr("label + 0.5")),
                dense(Metadata.empty()).withColumn("label", functions.expr("0")),
                dense(Metadata.empty()).withColumn("label", functions.expr("array(1)")),
                dense(Metadata.empty()).withColumn("features", functions.expr("now()")),
                dense(Metadata.empty())
                        .withColumn("label", functions.expr("monotonically_increasing_id()"))
                        .crossJoin(SparkSession.builder().getOrCreate().range(9).toDF("i"))
                        .withColumn("label", functions.expr("label % 1000000 * 9 + i")),
                dense(Metadata.empty()).drop("label"),
                dense(Metadata.empty()).drop("features"));

        for (Dataset<Row> table : wrong) {
            DataException failure = catchThrowableOfType(DataException.class, () -> load(table, CHOICE));
            assertThat(EstimatorWords.of(failure).getMessage())
                    .startsWith("the DataFrame")
                    .doesNotContain("data.", "network.", "predict`", "--");
        }
        assertThat(EstimatorWords.of(catchThrowableOfType(DataException.class, () -> load(wrong.get(0), CHOICE))))
                .hasMessageEndingWith(
                        "Fill the value in, as with an Imputer before the VectorAssembler, or filter the row out.");
    }

    @Test
    void noMessageKeepsASettingThatAnEstimatorDoesNotHave() {
        TableChoice weighted = CHOICE.withWeight("weight");
        Dataset<Row> table = dense(Metadata.empty());
        for (String weight : List.of("0", "-1", "null", "'a'", "double('NaN')")) {
            DataException failure = catchThrowableOfType(
                    DataException.class, () -> load(table.withColumn("weight", functions.expr(weight)), weighted));
            assertThat(EstimatorWords.of(failure).getMessage())
                    .startsWith("the DataFrame, column weight")
                    .doesNotContain("data.");
        }
        DataException noMark = catchThrowableOfType(
                DataException.class,
                () -> TableData.load(
                        spark,
                        "the DataFrame",
                        table.withColumn("mark", functions.lit("maybe")),
                        CHOICE,
                        false,
                        new HeldOut.Marked("mark"),
                        1,
                        notice -> {}));
        assertThat(EstimatorWords.of(noMark).getMessage())
                .contains("column of validationIndicatorCol")
                .doesNotContain("data.");
    }
}
