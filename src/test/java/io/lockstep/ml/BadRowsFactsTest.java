package io.lockstep.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lockstep.data.DataException;
import io.lockstep.job.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.ml.Predictor;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows and columns on which no model can be trained, and those on which one just can. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class BadRowsFactsTest {
    private static SharedSpark spark;
    private static Frames frames;
    private static Dataset<Row> rows;
    private static final AtomicInteger JOBS = new AtomicInteger();

    @BeforeAll
    static void start() {
        spark = SharedSpark.start();
        frames = new Frames(spark.session());
        rows = frames.two();
        spark.session().sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                JOBS.incrementAndGet();
            }
        });
        spark.session().sparkContext().setLogLevel("OFF"); // failures are planted
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static int jobs() throws Exception {
        spark.session().sparkContext().listenerBus().waitUntilEmpty();
        return JOBS.get();
    }

    // ---- columns, before any job

    static Stream<Arguments> columns() {
        return Stream.of(
                schema("features", "does not exist", frame -> frame.drop("features")),
                schema("features", "string", frame -> frame.withColumn("features", lit("1 2 3"))),
                schema("features", "array<string>", frame -> frame.withColumn("features", array(lit("1")))),
                schema("label", "does not exist", frame -> frame.drop("label")),
                schema("label", "string", frame -> frame.withColumn("label", lit("yes"))),
                schema("weight", "does not exist", frame -> frame.drop("weight")),
                schema("weight", "string", frame -> frame.withColumn("weight", lit("1"))),
                schema("held", "does not exist", frame -> frame.drop("held")),
                schema("held", "boolean", frame -> frame.withColumn("held", lit("false"))),
                schema("prediction", "already exists", frame -> frame.withColumn("prediction", lit(1))));
    }

    private static Arguments schema(String column, String problem, Function<Dataset<Row>, Dataset<Row>> change) {
        return arguments(column, problem, change);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("columns")
    void aColumnThatIsMissingOrOfAnotherTypeIsRefusedBeforeAnyJob(
            String column, String problem, Function<Dataset<Row>, Dataset<Row>> change) throws Exception {
        Dataset<Row> changed = change.apply(rows.withColumn("held", lit(false)));
        for (Predictor<?, ?, ?> stage : List.of(
                Frames.classifier().setWeightCol("weight").setValidationIndicatorCol("held"),
                new LockstepRegressor().setWeightCol("weight").setValidationIndicatorCol("held"))) {
            int before = jobs();
            Throwable failure = catchThrowable(() -> stage.fit(changed));
            assertThat(failure)
                    .isInstanceOfAny(IllegalArgumentException.class, DataException.class)
                    .hasMessageContaining(column)
                    .hasMessageContaining(problem);
            assertThat(failure.toString().lines().count()).isLessThanOrEqualTo(10);
            assertThat(jobs()).isEqualTo(before);
            assertThat(catchThrowable(() -> stage.transformSchema(changed.schema())))
                    .as("a Pipeline asks this before its first stage is fitted")
                    .isInstanceOf(failure.getClass());
        }
    }

    @Test
    void aModelRefusesColumnsThatAreThereAlreadyBeforeAnyJob() throws Exception {
        LockstepClassificationModel model = Frames.classifier().fit(rows);
        for (String column : List.of("prediction", "rawPrediction", "probability")) {
            int before = jobs();
            assertThat(catchThrowable(() -> model.transform(rows.withColumn(column, lit(1)))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(column)
                    .hasMessageContaining("already exists");
            assertThat(catchThrowable(() -> model.transform(rows.drop("features"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("features does not exist");
            assertThat(jobs()).isEqualTo(before);
        }
    }

    // ---- rows

    static Stream<Arguments> bad() {
        Row good = Frames.row(0, 1, 1, 2, 3, 4);
        return Stream.of(
                row("features", "nothing", RowFactory.create(0.0, null, 1.0)),
                row("features", "NaN", Frames.row(0, 1, 1, Double.NaN, 3, 4)),
                row("features", "Infinity", Frames.row(0, 1, 1, 2, Double.NEGATIVE_INFINITY, 4)),
                row("features", "1.0E300", Frames.row(0, 1, 1, 2, 1e300, 4)),
                row("features", "3", Frames.row(0, 1, 1, 2, 3)),
                row("features", "5", Frames.row(0, 1, 1, 2, 3, 4, 5)),
                row(
                        "features",
                        "NaN",
                        RowFactory.create(0.0, Vectors.sparse(4, new int[] {2}, new double[] {Double.NaN}), 1.0)),
                row("label", "nothing", RowFactory.create(null, good.get(1), 1.0)),
                row("label", "NaN", Frames.row(Double.NaN, 1, 1, 2, 3, 4)),
                row("label", "0.5", Frames.row(0.5, 1, 1, 2, 3, 4)),
                row("weight", "nothing", RowFactory.create(0.0, good.get(1), null)),
                row("weight", "-1", Frames.row(0, -1, 1, 2, 3, 4)),
                row("weight", "NaN", Frames.row(0, Double.NaN, 1, 2, 3, 4)),
                row("weight", "Infinity", Frames.row(0, Double.POSITIVE_INFINITY, 1, 2, 3, 4)));
    }

    private static Arguments row(String column, String found, Row row) {
        return arguments(column, found, row);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bad")
    void aRowThatCannotBeTrainedOnIsNamedInTheWordsOfAnEstimator(String column, String found, Row row) {
        List<Row> some = new ArrayList<>(Frames.clouds(24, 2, 1));
        some.add(row);
        Throwable failure =
                catchThrowable(() -> Frames.classifier().setWeightCol("weight").fit(frames.of(some)));
        assertThat(failure)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(column)
                .hasMessageContaining("expected")
                .hasMessageContaining(found);
        assertInWordsOfAnEstimator(failure);
    }

    private static void assertInWordsOfAnEstimator(Throwable failure) {
        assertThat(failure.getMessage())
                .doesNotContainPattern("(data|network|train|block|batch|cluster|check|run|compute)\\.[a-z]")
                .doesNotContain("--");
        assertThat(failure.toString().lines().count()).isLessThanOrEqualTo(10);
    }

    @Test
    void noRowIsRefused() {
        Throwable failure = catchThrowable(() -> Frames.classifier().fit(rows.limit(0)));
        assertThat(failure).isInstanceOf(DataException.class).hasMessageContaining("row");
        assertInWordsOfAnEstimator(failure);
    }

    @Test
    void oneRowIsEnough() {
        LockstepClassificationModel model = Frames.classifier().fit(frames.of(List.of(Frames.row(1, 1, 2, 3))));
        assertThat(model.numClasses()).isEqualTo(2);
        assertThat(model.numFeatures()).isEqualTo(2);
        LockstepRegressionModel regression =
                new LockstepRegressor().setMaxIter(1).fit(frames.of(List.of(Frames.row(7, 1, 2, 3))));
        assertThat(regression.predict(Vectors.dense(2, 3))).isFinite();
    }

    @Test
    void rowsOfOneClassPredictIt() {
        LockstepClassificationModel model =
                Frames.classifier().setMaxIter(40).setLearningRate(0.1).fit(rows.withColumn("label", lit(1.0)));
        assertThat(model.numClasses()).isEqualTo(2);
        assertThat(model.transform(rows).filter("prediction <> 1").count()).isZero();
    }

    @Test
    void rowsOfClassZeroAloneAreRefused() {
        assertThat(catchThrowable(() -> Frames.classifier().fit(rows.withColumn("label", lit(0.0)))))
                .isInstanceOf(DataException.class)
                .hasMessage("the DataFrame, column label: expected at least 2 classes, found only '0' in 48 rows."
                        + " Give rows of all classes, or another label.");
    }

    /** Rows of weight 0 count nothing; if there are no others, there is nothing to learn. */
    @Test
    void weightsThatAreAllZeroAreRefused() {
        Throwable failure = catchThrowable(
                () -> Frames.classifier().setWeightCol("weight").fit(rows.withColumn("weight", lit(0.0))));
        assertThat(failure).isInstanceOf(DataException.class).hasMessageContaining("weight");
        assertInWordsOfAnEstimator(failure);
    }

    @Test
    void aBatchInWhichNoRowCountsIsRefused() {
        List<Row> some = new ArrayList<>(Frames.clouds(24, 2, 1));
        some.replaceAll(row -> RowFactory.create(row.get(0), row.get(1), 0.0));
        some.set(0, RowFactory.create(some.get(0).get(0), some.get(0).get(1), 1.0));
        Throwable failure =
                catchThrowable(() -> Frames.classifier().setWeightCol("weight").fit(frames.of(some)));
        assertThat(failure)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("weightCol: expected a weight above 0 in every batch");
        assertInWordsOfAnEstimator(failure);
    }

    @Test
    void validationRowsThatAreNotThereAreRefused() {
        Throwable failure = catchThrowable(
                () -> Frames.classifier().setValidationIndicatorCol("held").fit(rows.withColumn("held", lit(false))));
        assertThat(failure).isInstanceOf(DataException.class).hasMessageContaining("validationIndicatorCol");
        failure = catchThrowable(
                () -> Frames.classifier().setValidationIndicatorCol("held").fit(rows.withColumn("held", lit(true))));
        assertThat(failure).isInstanceOf(DataException.class).hasMessageContaining("expected rows to train on");
        assertInWordsOfAnEstimator(failure);
    }

    @Test
    void anEvaluationNamesARowWithoutALabel() {
        LockstepClassificationModel model = Frames.classifier().fit(rows);
        Throwable failure = catchThrowable(
                () -> model.evaluate(rows.withColumn("label", lit(null).cast("double"))));
        assertThat(failure).isInstanceOf(DataException.class).hasMessageContaining("column label");
        assertInWordsOfAnEstimator(failure);
    }

    @Test
    void aBatchThatIsNoWholeNumberOfBlocksIsRefusedWithOneThatIs() {
        assertThat(catchThrowable(() ->
                        Frames.classifier().setBatchRows(20).setBlockRows(8).fit(rows)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchRows: expected a multiple of blockRows (8), found 20."
                        + " Set batchRows to 16, or leave blockRows 0.");
    }

    // ---- rows to predict

    @Test
    void anInstanceOfAnotherLengthOrWithoutAValueIsRefused() {
        LockstepClassificationModel model = Frames.classifier().fit(rows);
        assertThat(catchThrowable(() -> model.predict(Vectors.dense(1, 2, 3))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected 4 numbers, as in training, found 3");
        assertThat(catchThrowable(() -> model.predict(Vectors.dense(1, 2, Double.NaN, 4))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("features, element 2")
                .hasMessageContaining("found NaN");
        assertThat(catchThrowable(() -> model.transform(frames.of(List.of(RowFactory.create(0.0, null, 1.0))))
                        .collectAsList()))
                .rootCause()
                .isInstanceOf(DataException.class)
                .hasMessageContaining("features: expected 4 numbers, found null");
        assertThat(catchThrowable(() -> model.transform(frames.of(List.of(Frames.row(0, 1, 1, 2, 3))))
                        .collectAsList()))
                .rootCause()
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected 4 numbers, as in training, found 3");
    }
}
