package io.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.CancelledException;
import io.lockstep.gradient.DivergedException;
import io.lockstep.job.SharedSpark;
import io.lockstep.report.EpochRecord;
import io.lockstep.train.StepRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fits inside Spark's tuning, with validation rows, and fits that end early. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class TuningFactsTest {
    private static SharedSpark spark;
    private static Dataset<Row> rows;

    @BeforeAll
    static void start() {
        spark = SharedSpark.start();
        rows = new Frames(spark.session()).two();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    // ---- models beside each other

    private static ParamMap[] grid(LockstepClassifier stage) {
        return new ParamGridBuilder()
                .addGrid(stage.learningRate(), new double[] {0.001, 0.1})
                .build();
    }

    @Test
    void crossValidationWithTwoFitsAtOnceIsTheOneWithOneAtATime() {
        LockstepClassifier stage = Frames.classifier();
        List<CrossValidatorModel> models = new ArrayList<>();
        for (int parallelism = 1; parallelism <= 2; parallelism++) {
            models.add(new CrossValidator()
                    .setEstimator(stage)
                    .setEstimatorParamMaps(grid(stage))
                    .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
                    .setNumFolds(2)
                    .setSeed(1)
                    .setParallelism(parallelism)
                    .fit(rows));
        }
        assertThat(models.get(1).avgMetrics()).containsExactly(models.get(0).avgMetrics());
        assertThat(digest(models.get(1).bestModel()))
                .isEqualTo(digest(models.get(0).bestModel()));
        assertThat(models.get(0).avgMetrics()[0]).isNotEqualTo(models.get(0).avgMetrics()[1]);
    }

    @Test
    void aTrainValidationSplitWithTwoFitsAtOnceIsTheOneWithOneAtATime() {
        LockstepClassifier stage = Frames.classifier();
        List<TrainValidationSplitModel> models = new ArrayList<>();
        for (int parallelism = 1; parallelism <= 2; parallelism++) {
            models.add(new TrainValidationSplit()
                    .setEstimator(stage)
                    .setEstimatorParamMaps(grid(stage))
                    .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
                    .setTrainRatio(0.7)
                    .setSeed(1)
                    .setParallelism(parallelism)
                    .fit(rows));
        }
        assertThat(models.get(1).validationMetrics())
                .containsExactly(models.get(0).validationMetrics());
        assertThat(digest(models.get(1).bestModel()))
                .isEqualTo(digest(models.get(0).bestModel()));
    }

    private static String digest(Object model) {
        return ((LockstepClassificationModel) model).parametersSha256();
    }

    // ---- validation rows

    /** A quarter of the rows is marked; these have their labels, or the other ones. */
    private static Dataset<Row> marked(boolean otherLabels) {
        List<Row> marked = new ArrayList<>();
        List<Row> all = Frames.clouds(48, 2, 1);
        for (int i = 0; i < all.size(); i++) {
            Row row = all.get(i);
            boolean isMarked = i % 8 >= 6;
            double label = isMarked && otherLabels ? 1 - row.getDouble(0) : row.getDouble(0);
            marked.add(RowFactory.create(label, row.get(1), row.get(2), isMarked));
        }
        return spark.session().createDataFrame(marked, Frames.SCHEMA.add("held", DataTypes.BooleanType));
    }

    private static LockstepClassifier validated() {
        return Frames.classifier()
                .setValidationIndicatorCol("held")
                .setMaxIter(4)
                .setLearningRate(0.05);
    }

    private static List<String> steps(LockstepClassificationModel model) {
        return model.summary().steps().stream()
                .map(StepRecord::parametersSha256)
                .toList();
    }

    @Test
    void validationRowsAreNotTrainedOn() {
        LockstepClassificationModel model = validated().fit(marked(false));
        LockstepClassificationModel others = validated().fit(marked(true));
        LockstepClassificationModel without = validated()
                .setValidationIndicatorCol("")
                .fit(marked(false).filter(col("held").equalTo(lit(false))));
        assertThat(steps(others)).isEqualTo(steps(model)).isEqualTo(steps(without));
        assertThat(without.summary().evaluations()).isEmpty();
    }

    @Test
    void theModelIsThatOfTheEpochWithTheLeastValidationLoss() {
        LockstepClassificationModel model = validated().fit(marked(true));
        List<EpochRecord> epochs = model.summary().evaluations();
        EpochRecord best = best(epochs);
        assertThat(epochs).hasSize(4);
        assertThat(best.epoch()).as("labels are wrong: training makes it worse").isLessThan(4);
        assertThat(model.parametersSha256()).isEqualTo(steps(model).get(best.step() - 1));
    }

    private static EpochRecord best(List<EpochRecord> epochs) {
        return epochs.stream()
                .min(Comparator.comparingDouble(epoch -> epoch.heldOut().loss()))
                .orElseThrow();
    }

    @Test
    void trainingStopsAfterSoManyEpochsWithoutImprovement() {
        LockstepClassificationModel model = validated()
                .setMaxIter(20)
                .setPatience(2)
                .setSchedule("constant")
                .fit(marked(true));
        List<EpochRecord> epochs = model.summary().evaluations();
        assertThat(model.summary().totalIterations())
                .isEqualTo(epochs.size())
                .isEqualTo(best(epochs).epoch() + 2)
                .isLessThan(20);
        assertThat(model.summary().objectiveHistory()).hasSize(epochs.size());
    }

    // ---- ends that are no model

    @Test
    void aFitIsCancelledWithTheCallersJobGroupAndTheSessionStaysUsable() throws Exception {
        var context = spark.session().sparkContext();
        FutureTask<String> fit = new FutureTask<>(() -> {
            context.setJobGroup("doomed", "the caller's", true);
            return Frames.classifier().setMaxIter(1_000_000).fit(rows).parametersSha256();
        });
        Thread thread = new Thread(fit, "the caller's");
        thread.setDaemon(true);
        thread.start();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!fit.isDone() && System.nanoTime() < deadline) { // Spark cancels the jobs that run at that moment
            context.cancelJobGroup("doomed");
            Thread.sleep(1);
        }
        assertThatThrownBy(() -> fit.get(1, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("doomed");
        assertUsable();
    }

    @Test
    void aFitThatFailsLeavesTheSessionUsable() {
        assertThatThrownBy(() ->
                        Frames.logistic().setLearningRate(1e38).setMaxIter(20).fit(rows))
                .isInstanceOf(DivergedException.class);
        assertUsable();
    }

    private static void assertUsable() {
        assertThat(spark.session().sparkContext().getPersistentRDDs().isEmpty()).isTrue();
        assertThat(Frames.classifier().fit(rows).parametersSha256())
                .isEqualTo(Frames.classifier().fit(rows).parametersSha256());
    }
}
