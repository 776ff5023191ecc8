package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.cluster.LocalSpark;
import io.lockstep.cluster.table.source.OpenedTable;
import io.lockstep.cluster.table.source.TableSource;
import io.lockstep.data.DataException;
import io.lockstep.data.table.Categories;
import io.lockstep.data.table.ClassWeight;
import io.lockstep.data.table.Missing;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a table is said with row, column, value and what to do; and the same for every layout. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class BadTableDataTest {
    private static final int ROWS = 40;
    private static final TableChoice CHOICE = TableChoice.of("label").withId("id");

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    /** Rows with an id, a feature x of some type, a number z, a label and a weight. */
    private static final class Rows {
        private final DataType type;
        private final List<@Nullable Object[]> rows = new ArrayList<>();

        Rows(DataType type) {
            this.type = type;
            for (int i = 0; i < ROWS; i++) {
                Object x = type.equals(DataTypes.StringType) ? String.valueOf(i) : (Object) (double) i;
                rows.add(new Object[] {i, x, i % 7, i % 2 == 0 ? "a" : "b", 1.0});
            }
        }

        Rows set(int row, int column, @Nullable Object value) {
            rows.get(row)[column] = value;
            return this;
        }

        Rows setAll(int column, @Nullable Object value) {
            rows.forEach(row -> row[column] = value);
            return this;
        }

        Dataset<Row> in(int partitions) {
            DataType label = rows.get(0)[3] instanceof Double ? DataTypes.DoubleType : DataTypes.StringType;
            StructType schema = new StructType()
                    .add("id", DataTypes.IntegerType)
                    .add("x", type)
                    .add("z", DataTypes.IntegerType)
                    .add("label", label)
                    .add("weight", DataTypes.DoubleType);
            return SparkSession.builder()
                    .getOrCreate()
                    .createDataFrame(
                            spark.parallelize(
                                    rows.stream().map(RowFactory::create).toList(), partitions),
                            schema);
        }
    }

    private static Rows numbers() {
        return new Rows(DataTypes.DoubleType);
    }

    private static Rows texts() {
        return new Rows(DataTypes.StringType);
    }

    private static TableData load(Dataset<Row> table, TableChoice choice, boolean regression, List<String> notices) {
        return TableData.load(spark, "t.csv", table, choice, regression, HeldOut.NOTHING, 1, notices::add);
    }

    /** The message of an error, the same for 1 and 4 partitions and short. */
    private static String error(Rows rows, TableChoice choice, boolean regression) {
        List<String> messages = IntStream.of(1, 4)
                .mapToObj(partitions -> catchThrowableOfType(
                                DataException.class,
                                () -> load(rows.in(partitions), choice, regression, new ArrayList<>()))
                        .getMessage())
                .toList();
        assertThat(messages.get(1)).isEqualTo(messages.get(0));
        assertThat(messages.get(0)).hasSizeLessThan(600).startsWith("t.csv");
        return messages.get(0);
    }

    private static List<String> notices(Rows rows, TableChoice choice) {
        List<String> notices = new ArrayList<>();
        load(rows.in(3), choice, false, notices);
        return notices;
    }

    @Test
    void missingNumbers() {
        Rows rows = numbers().set(3, 1, null).set(9, 1, null).set(5, 2, null);

        assertThat(error(rows, CHOICE, false))
                .contains("column x, row with id = ", "found nothing (missing values: 2 in x, 1 in z)")
                .contains("data.missing = mean");
        assertThat(notices(rows, CHOICE.with(Missing.MEAN)))
                .anyMatch(notice -> notice.contains("column x: 2 of 40 rows have no value"));
    }

    @Test
    void notANumber() {
        assertThat(error(numbers().set(3, 1, Double.NaN), CHOICE, false))
                .contains("column x, row with id = 3", "found NaN", "data.missing = mean");
        load(numbers().set(3, 1, Double.NaN).in(2), CHOICE.with(Missing.MEAN), false, new ArrayList<>());
    }

    @Test
    void infinity() {
        assertThat(error(numbers().set(3, 1, Double.NEGATIVE_INFINITY), CHOICE.with(Missing.MEAN), false))
                .contains("column x, row with id = 3", "found -Infinity");
        assertThat(error(numbers().set(4, 1, 1e300), CHOICE, false))
                .contains("column x, row with id = 4", "at most 3.4e38", "found 1.0E300");
    }

    @Test
    void aWordAmongNumbers() {
        String message = error(texts().set(7, 1, "NA"), CHOICE, false);

        assertThat(message)
                .contains("column x, row with id = 7", "expected a number", "found 'NA' (a word in 1 of 40 rows)")
                .contains("data.categories");
        assertThat(error(texts().set(7, 1, "NA"), CHOICE.with(Categories.NONE), false))
                .contains("row with id = 7", "'NA'");
        assertThat(error(texts().set(7, 1, "NA"), CHOICE.with(Categories.named(List.of("z"))), false))
                .contains("row with id = 7", "'NA'");
    }

    @Test
    void aColumnOfWordsHasNumbersAsWords() {
        Rows rows = texts();
        for (int i = 0; i < ROWS; i++) {
            rows.set(i, 1, List.of("7", "7.0", "B5", "C").get(i % 4));
        }

        assertThat(load(rows.in(3), CHOICE.withFeatures("x"), false, new ArrayList<>())
                        .schema()
                        .inputNames())
                .containsExactly("x=7", "x=B5", "x=C");
    }

    @Test
    void tooManyCategories() {
        StructType schema = new StructType().add("key", DataTypes.StringType).add("label", DataTypes.StringType);
        List<Row> keys = IntStream.range(0, 1_500)
                .mapToObj(i -> RowFactory.create("key" + i, i % 2 == 0 ? "a" : "b"))
                .toList();
        Dataset<Row> table = SparkSession.builder().getOrCreate().createDataFrame(spark.parallelize(keys, 3), schema);

        assertThat(catchThrowableOfType(
                                DataException.class,
                                () -> load(table, TableChoice.of("label"), false, new ArrayList<>()))
                        .getMessage())
                .contains("column key", "at most 1,000 different words", "data.id");
        assertThat(load(table, TableChoice.of("label").with(Categories.named(List.of("key"))), false, new ArrayList<>())
                        .schema()
                        .inputs())
                .hasSize(1_500);
    }

    @Test
    void labelsThatAreMissingOrFractional() {
        assertThat(error(numbers().set(6, 3, null), CHOICE, false))
                .contains("column label, row with id = 6", "expected a class", "found nothing");
        Rows fractions = numbers();
        for (int i = 0; i < ROWS; i++) {
            fractions.set(i, 3, i + 0.0);
        }
        fractions.set(8, 3, 2.5);
        assertThat(error(fractions, CHOICE, false))
                .contains("column label, row with id = 8", "found 2.5", "network.loss = mse");
        assertThat(load(fractions.in(2), CHOICE, true, new ArrayList<>())
                        .schema()
                        .isRegression())
                .isTrue();
    }

    @Test
    void aWordToPredictAsANumber() {
        assertThat(error(numbers(), CHOICE, true))
                .contains("column label, row with id = ", "network.loss = cross-entropy");
    }

    @Test
    void oneClassAndAClassWithOneExample() {
        assertThat(error(numbers().setAll(3, "a"), CHOICE, false))
                .contains("column label", "at least 2 classes", "only 'a' in 40 rows");
        assertThat(notices(numbers().set(0, 3, "c"), CHOICE))
                .anyMatch(notice -> notice.contains("class 'c' has only one training example"));
    }

    @Test
    void aClassThatIsUnknownInAnotherTable() {
        TableSchema schema =
                load(numbers().in(2), CHOICE, false, new ArrayList<>()).schema();
        Dataset<Row> other = numbers().set(2, 3, "new").in(2);

        assertThat(catchThrowableOfType(
                                DataException.class,
                                () -> TableData.load(spark, "test.csv", other, schema, CHOICE, 1, notice -> {}))
                        .getMessage())
                .contains("test.csv, column label", "a class of the training data: a, b", "'new' in 1 row");
    }

    @Test
    void constantColumnsAndCoarseNumbers() {
        assertThat(notices(numbers().setAll(1, 5.0), CHOICE))
                .anyMatch(notice -> notice.contains("column x: every row"));
        Rows times = numbers();
        for (int i = 0; i < ROWS; i++) {
            times.set(i, 1, 1_764_160_000_000.0 + i);
        }
        assertThat(notices(times, CHOICE)).anyMatch(notice -> notice.contains("single precision rounds them"));
        assertThat(notices(numbers(), CHOICE)).noneMatch(notice -> notice.contains("column x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"date", "timestamp", "map<string,int>", "struct<a:int>", "binary", "array<string>"})
    void typesThatAreNoNumbers(String type) {
        Dataset<Row> table =
                numbers().in(1).withColumn("odd", org.apache.spark.sql.functions.expr("cast(null as " + type + ")"));

        assertThat(catchThrowableOfType(DataException.class, () -> load(table, CHOICE, false, new ArrayList<>()))
                        .getMessage())
                .startsWith("t.csv, column odd: expected numbers")
                .contains("found " + type, "Cast it");
    }

    @Test
    void columnsThatDoNotExistOrAreTwoThings() {
        assertThat(error(numbers(), TableChoice.of("Label"), false))
                .contains("the column 'Label' of data.label", "Did you mean 'label'?");
        assertThat(error(numbers(), CHOICE.withFeatures("x", "label"), false))
                .contains("column label", "not also the label");
        assertThat(error(numbers(), CHOICE.withFeatures("q*"), false)).contains("begin with 'q'");
    }

    @Test
    void weights() {
        TableChoice weighted = CHOICE.withWeight("weight");

        assertThat(error(numbers().set(3, 4, -1.0), weighted, false))
                .contains("column weight, row with id = 3", "at least 0", "'-1'");
        assertThat(error(numbers().set(3, 4, Double.NaN), weighted, false)).contains("row with id = 3", "NaN");
        assertThat(error(numbers().set(3, 4, null), weighted, false)).contains("row with id = 3", "nothing");
        assertThat(error(numbers().setAll(4, 0.0), weighted, false)).contains("column weight", "only 0");
    }

    @Test
    void classWeights() {
        TableChoice given = CHOICE.with(ClassWeight.parse("A:3"));

        assertThat(catchThrowableOfType(
                                DataException.class, () -> load(numbers().in(1), given, false, new ArrayList<>()))
                        .getMessage())
                .contains("data.class-weight", "'A'", "Did you mean 'a'?");
    }

    @Test
    void noRows() {
        assertThat(catchThrowableOfType(
                                DataException.class,
                                () -> load(numbers().in(2).limit(0), CHOICE, false, new ArrayList<>()))
                        .getMessage())
                .contains("expected rows to train on, found none");
    }

    @Test
    void aColumnWithoutValues() {
        assertThat(error(numbers().setAll(1, null), CHOICE.with(Missing.MEAN), false))
                .contains("column x", "none in 40 rows", "data.features");
    }

    private static @Nullable Double[] array(@Nullable Double... values) {
        return values;
    }

    @Test
    void arraysOfDifferentSizes() {
        Rows rows = new Rows(DataTypes.createArrayType(DataTypes.DoubleType));
        rows.setAll(1, array(1.0, 2.0, 3.0));

        assertThat(load(rows.in(2), CHOICE, false, new ArrayList<>()).schema().inputNames())
                .containsExactly("x[0]", "x[1]", "x[2]", "z", "weight");
        assertThat(error(rows.set(5, 1, array(1.0, 2.0)), CHOICE, false))
                .contains("column x, row with id = 5", "arrays of one size", "2 numbers here, 3 in row with id = ");
        rows.set(5, 1, array(1.0, null, 3.0));
        assertThat(error(rows, CHOICE, false)).contains("row with id = 5", "[1] = NaN or null");
        rows.set(5, 1, null);
        assertThat(error(rows, CHOICE, false)).contains("row with id = 5", "found nothing");
    }

    @Test
    void vectorsOfAnotherSize() {
        Rows sparse = new Rows(SQLDataTypes.VectorType());
        for (int i = 0; i < ROWS; i++) {
            sparse.set(i, 1, Vectors.sparse(30, new int[] {i % 30}, new double[] {i + 0.5}));
        }
        TableChoice choice = CHOICE.withFeatures("x");
        TableData data = load(sparse.in(2), choice, false, new ArrayList<>());
        assertThat(data.card().features()).isEqualTo("sparse");
        Rows dense = new Rows(SQLDataTypes.VectorType());
        for (int i = 0; i < ROWS; i++) {
            dense.set(i, 1, ((org.apache.spark.ml.linalg.Vector) sparse.rows.get(i)[1]).toDense());
        }
        assertThat(TableBits.digest(load(dense.in(3), choice, false, new ArrayList<>()), 16, 2))
                .isEqualTo(TableBits.digest(data, 16, 2));

        assertThat(error(dense.set(4, 1, Vectors.dense(1, 2)), choice, false))
                .contains("column x, row with id = 4", "2 numbers here, 30 in ");
        Rows shorter = new Rows(SQLDataTypes.VectorType());
        shorter.setAll(1, Vectors.sparse(20, new int[] {3}, new double[] {1}));
        TableData other = TableData.load(spark, "test", shorter.in(2), data.schema(), CHOICE, 1, notice -> {});
        assertThat(TableBits.blocks(other, 16, 2).get(0).columns()).isEqualTo(30);
        shorter.setAll(1, Vectors.dense(1, 2, 3));
        assertThat(catchThrowableOfType(
                                DataException.class,
                                () -> TableData.load(
                                        spark, "test", shorter.in(2), data.schema(), CHOICE, 1, notice -> {}))
                        .getMessage())
                .contains("expected 30 numbers, as in training, found 3");
    }

    @Test
    void wordsThatWereNotThereInTrainingAreToldAndAllZeros() {
        Rows rows = texts();
        for (int i = 0; i < ROWS; i++) {
            rows.set(i, 1, List.of("red", "green").get(i % 2));
        }
        TableSchema schema = load(rows.in(2), CHOICE.withFeatures("x"), false, new ArrayList<>())
                .schema();
        List<String> notices = new ArrayList<>();

        TableData other = TableData.load(spark, "test", rows.setAll(1, "blue").in(2), schema, CHOICE, 1, notices::add);

        assertThat(notices).singleElement().asString().contains("test, column x: 40 rows", "(blue)");
        float[] row = new float[2];
        TableBits.blocks(other, 64, 1).get(0).features().copyRow(0, row);
        assertThat(row).containsExactly(0, 0);
    }

    @Test
    void aMarkOfValidationRowsThatSaysNeither() {
        Rows rows = texts().setAll(1, "true").set(9, 1, "perhaps");

        assertThat(catchThrowableOfType(
                                DataException.class,
                                () -> TableData.load(
                                        spark, "t.csv", rows.in(3), CHOICE, false, new HeldOut.Marked("x"), 1, n -> {}))
                        .getMessage())
                .contains("data.valid, row with id = 9", "true or false", "'perhaps'");
    }

    @Test
    void aRowOfAFileIsNamedWithItsLine(@TempDir Path folder) throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,label"));
        for (int i = 0; i < ROWS; i++) {
            lines.add((i == 16 ? "oops" : i) + "," + (i % 2 == 0 ? "a" : "b"));
        }
        Path file = Files.write(folder.resolve("t.csv"), lines);
        OpenedTable table =
                OpenedTable.open(SparkSession.builder().getOrCreate(), TableSource.of(file.toString()), notice -> {});

        assertThat(catchThrowableOfType(
                                DataException.class,
                                () -> TableData.load(
                                        spark,
                                        SourceTable.of(table),
                                        TableChoice.of("label"),
                                        false,
                                        HeldOut.NOTHING,
                                        1,
                                        notice -> {}))
                        .getMessage())
                .contains("t.csv, line 18, column x, the row (", "'oops' (a word in 1 of 40 rows)");
    }
}
