package io.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.job.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What models predict, and how well. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class PredictionFactsTest {
    private static SharedSpark spark;
    private static Frames frames;
    private static Dataset<Row> rows;
    private static LockstepClassificationModel model;

    @BeforeAll
    static void start() {
        spark = SharedSpark.start();
        frames = new Frames(spark.session());
        rows = frames.three();
        model = Frames.classifier().fit(rows);
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    // ---- how well

    @Test
    void xorIsLearnt() {
        Dataset<Row> xor = frames.of(List.of(
                Frames.row(0, 1, 0, 0), Frames.row(1, 1, 0, 1), Frames.row(1, 1, 1, 0), Frames.row(0, 1, 1, 1)));
        LockstepClassificationModel learnt = new LockstepClassifier()
                .setHidden(8)
                .setMaxIter(40)
                .setLearningRate(0.1)
                .setSchedule("constant")
                .setSeed(11)
                .fit(xor);
        for (Row row : learnt.transform(xor).collectAsList()) {
            assertThat(row.<Double>getAs("prediction")).isEqualTo(row.<Double>getAs("label"));
        }
    }

    /**
     * At x = -1 a quarter of the rows is of class 0, at x = 1 five eighths. With g = p - share at either place, each of half of the rows, the
     * gradient of a class's bias is (g(-1) + g(1)) / 2, that of its weight (g(1) - g(-1)) / 2. So |g| is at most the sum of the two sizes,
     * and that is at most sqrt(2) times the norm of the gradient. The loss is convex with a curvature of at most 1/2 (softmax) times 1 (the
     * mean of x² along either parameter); steps of at most 1/curvature never lengthen the gradient, so that the norm of the last step bounds
     * that of the model. Parameters and logits are floats: their rounding adds a few units of 2^-24.
     */
    @Test
    void probabilitiesAreTheSharesOfContradictingRows() {
        List<Row> contradicting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            contradicting.add(Frames.row(i < 2 ? 0 : 1, 1, -1));
            contradicting.add(Frames.row(i < 5 ? 0 : 1, 1, 1));
        }
        LockstepClassificationModel calibrated =
                Frames.logistic().setLearningRate(2).setMaxIter(30).fit(frames.of(contradicting));
        var steps = calibrated.summary().steps();
        double norm = steps.get(steps.size() - 1).gradientNorm();
        assertThat(norm).isLessThan(1e-4);
        double tolerance = Math.sqrt(2) * norm + 8 * 0x1p-24;
        double[] shares = {2 / 8.0, 5 / 8.0};
        for (int place = 0; place < 2; place++) {
            Vector probability = calibrated.predictProbability(Vectors.dense(2 * place - 1));
            assertThat(Math.abs(probability.apply(0) - shares[place])).isLessThanOrEqualTo(tolerance);
            assertThat(Math.abs(probability.apply(1) - (1 - shares[place]))).isLessThanOrEqualTo(tolerance);
        }
    }

    /**
     * Of two models that are equally good, each of the b + c rows on which one alone is right goes to either with probability 1/2: b - c has
     * the standard deviation sqrt(b + c). So three of these are the margin (McNemar's test), and 1 row for what is rounded.
     */
    @Test
    void threeClassesAreToldApartAsWellAsByMultinomialRegression() {
        Dataset<Row> train = frames.of(Frames.clouds(240, 3, 3)).cache();
        Dataset<Row> test = frames.of(Frames.clouds(300, 3, 4));
        var peer = new LogisticRegression().setFamily("multinomial").fit(train);
        LockstepClassificationModel ours = new LockstepClassifier()
                .setHidden()
                .setMaxIter(8)
                .setLearningRate(0.05)
                .fit(train);
        int oursAlone = 0;
        int theirsAlone = 0;
        for (Row row : test.collectAsList()) {
            boolean oursIsRight = ours.predict(row.getAs("features")) == row.<Double>getAs("label");
            boolean theirsIsRight = peer.predict(row.getAs("features")) == row.<Double>getAs("label");
            oursAlone += oursIsRight && !theirsIsRight ? 1 : 0;
            theirsAlone += theirsIsRight && !oursIsRight ? 1 : 0;
        }
        train.unpersist();
        assertThat(theirsAlone - oursAlone)
                .as("%d rows right by ours alone, %d by Spark's", oursAlone, theirsAlone)
                .isLessThanOrEqualTo((int) Math.ceil(3 * Math.sqrt(oursAlone + theirsAlone)) + 1);
    }

    // ---- one row and many

    @Test
    void aSingleInstancePredictsAsTransformDoesDenseOrSparse() {
        for (Row row : model.transform(rows).collectAsList()) {
            Vector dense = row.getAs("features");
            for (Vector instance : List.of(dense, dense.toSparse(), dense.compressed())) {
                assertThat(model.predict(instance)).isEqualTo(row.<Double>getAs("prediction"));
                assertThat(model.predictRaw(instance)).isEqualTo(row.getAs("rawPrediction"));
                assertThat(model.predictProbability(instance)).isEqualTo(row.getAs("probability"));
            }
        }
    }

    @Test
    void anInstanceOfARegressionPredictsAsTransformDoesDenseOrSparse() {
        LockstepRegressionModel regression =
                new LockstepRegressor().setHidden(4).setMaxIter(2).fit(rows);
        for (Row row : regression.transform(rows).collectAsList()) {
            Vector dense = row.getAs("features");
            assertThat(regression.predict(dense)).isEqualTo(row.<Double>getAs("prediction"));
            assertThat(regression.predict(dense.toSparse())).isEqualTo(row.<Double>getAs("prediction"));
        }
    }

    /** Each of three probabilities is rounded once, by at most 2^-54; so is each of two additions below 1. */
    @Test
    void probabilitiesAreOfAllClassesAndAddUpToOneAndTheLargestIsPredicted() {
        for (Row row : model.transform(rows).collectAsList()) {
            Vector probability = row.getAs("probability");
            Vector raw = row.getAs("rawPrediction");
            assertThat(probability.size()).isEqualTo(model.numClasses()).isEqualTo(3);
            assertThat(Math.abs(Arrays.stream(probability.toArray()).sum() - 1)).isLessThanOrEqualTo(5 * 0x1p-53);
            assertThat(row.<Double>getAs("prediction")).isEqualTo(raw.argmax()).isEqualTo(probability.argmax());
        }
    }

    // ---- thresholds

    @ParameterizedTest
    @CsvSource({"0.5,0.5,0.5", "0.9,0.05,0.3", "0.1,0.9,0.9", "0,1,1", "1,1,0"})
    void theClassWithTheLargestProbabilityByItsThresholdIsPredicted(double first, double second, double third) {
        double[] thresholds = {first, second, third};
        LockstepClassificationModel cut = model.copy(org.apache.spark.ml.param.ParamMap.empty());
        cut.setThresholds(thresholds);
        for (String switchedOff : List.of("", "rawPrediction", "probability")) {
            LockstepClassificationModel each = cut.copy(org.apache.spark.ml.param.ParamMap.empty());
            switchOff(each, Set.of(switchedOff));
            for (Row row : each.transform(rows).collectAsList()) {
                double[] probability =
                        model.predictProbability(row.getAs("features")).toArray();
                int best = 0;
                for (int i = 1; i < 3; i++) {
                    if (share(probability[i], thresholds[i]) > share(probability[best], thresholds[best])) {
                        best = i;
                    }
                }
                assertThat(row.<Double>getAs("prediction"))
                        .as("without %s", switchedOff)
                        .isEqualTo(best);
            }
        }
    }

    private static double share(double probability, double threshold) {
        return threshold == 0 ? Double.POSITIVE_INFINITY : probability / threshold;
    }

    // ---- columns

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rawPrediction",
                "probability",
                "prediction",
                "rawPrediction probability",
                "rawPrediction prediction",
                "probability prediction",
                "rawPrediction probability prediction"
            })
    void aColumnThatIsSwitchedOffIsNotThereAndTheOthersStayAsTheyAre(String names) {
        Set<String> off = names.isEmpty() ? Set.of() : Set.of(names.split(" "));
        LockstepClassificationModel some = model.copy(org.apache.spark.ml.param.ParamMap.empty());
        switchOff(some, off);
        Set<String> left =
                new TreeSet<>(Set.of("label", "features", "weight", "rawPrediction", "probability", "prediction"));
        left.removeAll(off);
        Dataset<Row> predicted = some.transform(rows);
        assertThat(predicted.columns()).containsExactlyInAnyOrderElementsOf(left);
        assertThat(some.transformSchema(rows.schema()).fieldNames())
                .containsExactlyInAnyOrder(predicted.columns()); // the order differs in Spark's own models, too
        String[] columns = left.toArray(new String[0]);
        assertThat(predicted.select("label", columns).collectAsList())
                .isEqualTo(model.transform(rows).select("label", columns).collectAsList());
    }

    private static void switchOff(LockstepClassificationModel model, Set<String> columns) {
        for (String column : columns) {
            switch (column) {
                case "rawPrediction" -> model.setRawPredictionCol("");
                case "probability" -> model.setProbabilityCol("");
                case "prediction" -> model.setPredictionCol("");
                default -> assertThat(column).isEmpty();
            }
        }
    }

    @Test
    void columnsHaveTheNamesOfTheEstimatorsParams() {
        LockstepClassificationModel named = Frames.classifier()
                .setFeaturesCol("the x")
                .setLabelCol("the class")
                .setWeightCol("w")
                .setRawPredictionCol("r")
                .setProbabilityCol("p")
                .setPredictionCol("y")
                .fit(rows.toDF("the class", "the x", "w"));
        assertThat(named.transform(rows.toDF("the class", "the x", "w")).columns())
                .containsExactly("the class", "the x", "w", "r", "p", "y");
        assertThat(named.parametersSha256())
                .isEqualTo(Frames.classifier().setWeightCol("weight").fit(rows).parametersSha256());
    }
}
