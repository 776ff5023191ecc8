package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.DataException;
import io.lockstep.data.table.ClassRule;
import io.lockstep.data.table.ClassWeight;
import io.lockstep.data.table.Counted;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Labels that are numbers of classes, with and without names. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class IndexedLabelsTest {
    private static final List<String> NAMES = List.of("setosa", "versicolor", "virginica", "nobody's");
    private static final TableChoice CHOICE = TableChoice.of("label").withFeatures("x");

    private static JavaSparkContext spark;
    private static Dataset<Row> table;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
        table = SparkSession.builder()
                .getOrCreate()
                .range(0, 60, 1, 2)
                .selectExpr("id", "double(id % 3) as x", "double(id % 3) as label", "id % 5 = 0 as held");
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static TableData load(Dataset<Row> rows, TableChoice choice) {
        return TableData.load(spark, "the DataFrame", rows, choice, false, HeldOut.NOTHING, 1, notice -> {});
    }

    private static Dataset<Row> words() {
        return table.withColumn(
                "label", functions.expr("element_at(array('setosa', 'versicolor', 'virginica'), int(label) + 1)"));
    }

    @Test
    void blocksAreThoseOfAnyRuleWithTheSameOutputs() {
        String digest = TableBits.digest(load(table, CHOICE), 8, 2);

        assertThat(TableBits.digest(load(table, CHOICE.with(ClassRule.named(NAMES))), 8, 3))
                .isEqualTo(digest);
        assertThat(TableBits.digest(load(table, CHOICE.with(ClassRule.INDEXED)), 8, 1))
                .isEqualTo(digest);
    }

    @Test
    void cardsAndNoticesShowNames() {
        List<String> notices = new ArrayList<>();
        Dataset<Row> one = table.where("label < 2 or id = 2");
        TableChoice choice = CHOICE.with(ClassRule.named(NAMES));

        TableData data = TableData.load(spark, "t", one, choice, false, HeldOut.NOTHING, 1, notices::add);

        assertThat(data.schema().target().outputs()).isEqualTo(4);
        assertThat(data.card().targets().get(0).classes())
                .containsExactly(new Counted("setosa", 20), new Counted("versicolor", 20), new Counted("virginica", 1));
        assertThat(notices)
                .containsExactly(
                        "column label: class 'virginica' has only one training example",
                        "column label: no training example of 1 of 4 classes (nobody's)");
    }

    @Test
    void weightsOfClassesAreByName() {
        TableChoice choice = CHOICE.with(ClassRule.named(NAMES));
        TableData given = load(table, choice.with(ClassWeight.parse("versicolor:3")));
        TableData balanced = load(table.where("label < 2 or id < 30"), choice.with(ClassWeight.BALANCED));

        TableBits.blocks(given, 60, 1).forEach(block -> {
            float[] weights = java.util.Objects.requireNonNull(block.weights());
            for (int row = 0; row < block.rows(); row++) {
                assertThat(weights[row]).isEqualTo(block.targets().value(row, 0) == 1 ? 3 : 1);
            }
        });
        TableBits.blocks(balanced, 60, 1).forEach(block -> {
            float[] weights = java.util.Objects.requireNonNull(block.weights());
            for (int row = 0; row < block.rows(); row++) {
                double count = block.targets().value(row, 0) == 2 ? 10 : 20;
                assertThat(weights[row]).isEqualTo((float) (50 / (3 * count)));
            }
        });
        assertThat(balanced.magnitude(Loss.CROSS_ENTROPY).toString()).doesNotContain("Infinity");
    }

    @Test
    void aLabelBeyondTheNamesIsAnError() {
        assertThatThrownBy(() -> load(table, CHOICE.with(ClassRule.named(NAMES.subList(0, 2)))))
                .isInstanceOf(DataException.class)
                .hasMessage("the DataFrame, column label: expected a class of the column's metadata, 0 to 1: setosa,"
                        + " versicolor, found '2' in 20 rows. Remove these rows, or give the column metadata with the"
                        + " names of all its classes.");
    }

    private Written write(Dataset<Row> rows, TableSchema schema, PredictionFormat format) {
        Architecture network = new Architecture(List.of(1, 4), Activation.RELU, Loss.CROSS_ENTROPY);
        Parameters parameters = // of x, standardised: versicolor, in the middle, is taken for setosa
                new Parameters(network, new float[] {0, 0.8f, 1.6f, 0, 0, -1, 0, -9});
        return Predictions.of(spark, "t", rows, schema, "id", 0, failure -> failure)
                .write(
                        parameters,
                        ClusterSession.passes(Passes.plan(Kernel.VECTOR, schema.scaling()), null),
                        format,
                        PredictionFolder.at(folder.resolve(format.toString()).toString()));
    }

    @ParameterizedTest
    @EnumSource
    void predictionsAreNamesAndAreCountedAgainstTheNumbers(PredictionFormat format) {
        TableSchema schema = load(table, CHOICE.with(ClassRule.named(NAMES))).schema();

        Written written = write(table, schema, format);

        assertThat(written.labelled()).isEqualTo(60);
        Dataset<Row> read = SparkSession.builder()
                .getOrCreate()
                .read()
                .option("header", "true")
                .format(format.toString())
                .load(folder.resolve(format.toString()).toString());
        assertThat(read.select("prediction").collectAsList())
                .extracting(row -> row.getString(0))
                .isSubsetOf(NAMES)
                .hasSizeGreaterThan(1);
        long correct = read.where("prediction = element_at(array('setosa', 'versicolor', 'virginica'), int(label) + 1)")
                .count();
        assertThat(written.correct()).isEqualTo(correct).isEqualTo(40);
    }

    @Test
    void aTableWithNumbersOfAnyTypeIsReadByTheModel() {
        TableSchema schema = load(table, CHOICE.with(ClassRule.named(NAMES))).schema();
        String digest = TableBits.digest(TableData.load(spark, "t", table, schema, CHOICE, 1, n -> {}), 8, 2);

        for (String type : List.of("int", "string", "float", "decimal(5,2)")) {
            Dataset<Row> other =
                    table.withColumn("label", functions.col("label").cast(type));
            assertThat(TableBits.digest(TableData.load(spark, "t", other, schema, CHOICE, 1, n -> {}), 8, 2))
                    .isEqualTo(digest);
        }
        assertThatThrownBy(() -> TableData.load(spark, "t", words(), schema, CHOICE, 1, n -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a class of the training data: 0 (setosa), 1 (versicolor)");
    }

    @Test
    void aSchemaThatIsThereIsTrainedOnWithValidationRows() {
        TableChoice choice = CHOICE.with(ClassRule.named(NAMES)).withId("id");
        TableData first = load(table, choice);
        Dataset<Row> others = table.withColumn("x", functions.expr("x * 7 + 1")).where("id <> 5");
        List<HeldOut> heldOut = List.of(
                HeldOut.NOTHING,
                new HeldOut.Marked("held"),
                new HeldOut.Fraction(0.3),
                new HeldOut.Other("others", table.where("id < 9").drop("held")));

        for (HeldOut some : heldOut) {
            TableData again =
                    TableData.load(spark, SourceTable.of("t", others), first.schema(), choice, some, 3, notice -> {});
            TableData anew = TableData.load(spark, "t", others, choice, false, some, 3, notice -> {});
            assertThat(again.schema()).isEqualTo(first.schema());
            assertThat(again.rows()).isEqualTo(anew.rows());
            assertThat(again.validRows()).isEqualTo(anew.validRows());
            assertThat(TableBits.digest(again, 8, 2))
                    .as("rows are scaled in the pass")
                    .isEqualTo(TableBits.digest(anew, 8, 3));
            assertThat(again.card().contentHash()).isEqualTo(anew.card().contentHash());
        }
        assertThatThrownBy(() -> TableData.load(
                        spark,
                        SourceTable.of("t", table.withColumn("label", functions.lit(9))),
                        first.schema(),
                        choice,
                        HeldOut.NOTHING,
                        3,
                        notice -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found '9' in 60 rows");
        assertThatThrownBy(() -> TableData.load(
                        spark,
                        SourceTable.of("t", table.where("false")),
                        first.schema(),
                        choice,
                        HeldOut.NOTHING,
                        3,
                        n -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected rows to train on");
    }

    @Test
    void unitsOfAnEarlierModelStay() {
        TableChoice choice = TableChoice.of("id").withFeatures("x");
        TableData first = TableData.load(spark, "t", table, choice, true, HeldOut.NOTHING, 1, notice -> {});
        Dataset<Row> others = table.withColumn("id", functions.expr("id * 100"));
        TableData again = TableData.load(
                spark, SourceTable.of("t", others), first.schema(), choice, HeldOut.NOTHING, 1, notice -> {});

        assertThat(again.schema().targetUnits()).isEqualTo(first.schema().targetUnits());
        assertThat(again.magnitude(Loss.MSE)).isNotEqualTo(first.magnitude(Loss.MSE));
    }
}
