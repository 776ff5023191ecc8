package io.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.job.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the weights of rows mean. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class WeightFactsTest {
    private static SharedSpark spark;
    private static Frames frames;
    private static Dataset<Row> rows;

    @BeforeAll
    static void start() {
        spark = SharedSpark.start();
        frames = new Frames(spark.session());
        rows = frames.three();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static String weighted(Dataset<Row> some) {
        return Frames.classifier().setWeightCol("weight").fit(some).parametersSha256();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.5, 1, 3, 1000})
    void weightsThatAreAllTheSameChangeNothing(double weight) {
        assertThat(weighted(rows.withColumn("weight", lit(weight))))
                .isEqualTo(Frames.classifier().fit(rows).parametersSha256());
    }

    @Test
    void aWeightColumnThatIsEmptyOrNullIsNone() {
        String without = Frames.classifier().fit(rows).parametersSha256();
        assertThat(Frames.classifier().setWeightCol("").fit(rows).parametersSha256())
                .isEqualTo(without);
        assertThat(Frames.classifier().setWeightCol(null).fit(rows).parametersSha256())
                .isEqualTo(without);
    }

    /** Whole blocks of fixed rows, so that the order of the rows is the same: an id is not there, and weights are part of the content. */
    @ParameterizedTest
    @ValueSource(doubles = {0x1p-10, 0.5, 4, 0x1p20})
    void weightsScaledByAPowerOfTwoChangeNothing(double factor) {
        assertThat(wholeBatch(8).fit(uneven(factor)).parametersSha256())
                .isEqualTo(wholeBatch(8).fit(uneven(1)).parametersSha256());
    }

    private static Dataset<Row> uneven(double factor) {
        return rows.withColumn("weight", rows.col("label").plus(1).multiply(factor));
    }

    /** All rows are one batch. */
    private static LockstepClassifier wholeBatch(int blockRows) {
        return Frames.classifier()
                .setBatchRows(1_000_000)
                .setBlockRows(blockRows)
                .setStandardization(false)
                .setWeightCol("weight");
    }

    /** With blocks of one row, each row's gradient is rounded alone, and sums are exact. */
    @Test
    void aWeightOfTwoEqualsARowGivenTwice() {
        List<Row> once = new ArrayList<>();
        List<Row> twice = new ArrayList<>();
        for (Row row : Frames.clouds(24, 3, 2)) {
            double weight = row.getDouble(0) == 1 ? 2 : 1;
            once.add(Frames.row(row.getDouble(0), weight, row.<Vector>getAs(1).toArray()));
            for (int i = 0; i < weight; i++) {
                twice.add(row);
            }
        }
        assertThat(wholeBatch(1).fit(frames.of(once)).parametersSha256())
                .isEqualTo(wholeBatch(1).fit(frames.of(twice)).parametersSha256());
    }

    /**
     * With blocks of B rows the chains of rounded additions differ. At |x| = 1 each term of one is at most 1, so that the two mean gradients
     * differ by at most 2 (B + 16) u a parameter, u = 2^-24, where 16 stands for the roundings of logits and softmax; a step rounds each
     * parameter, which is at most 1 + T r, in both networks. Steps bring networks no further apart, see the outliers below: after T steps of
     * the rate r the 4 parameters differ by at most 2 (the root of 4) times T times the sum of both, a logit by sqrt(2) times as much.
     */
    @Test
    void aWeightOfTwoEqualsARowGivenTwiceUpToRoundingInLargerBlocks() {
        List<Row> once = new ArrayList<>();
        List<Row> twice = new ArrayList<>();
        for (int i = 0; i < 36; i++) {
            double weight = i % 3 == 0 ? 2 : 1;
            Row row = Frames.row(weight - 1, 1, i % 4 < 2 ? -1 : 1);
            once.add(Frames.row(row.getDouble(0), weight, row.<Vector>getAs(1).toArray()));
            for (int copy = 0; copy < weight; copy++) {
                twice.add(row);
            }
        }
        int steps = 10;
        double rate = 0.5;
        int blockRows = 8;
        LockstepClassifier classifier = Frames.logistic()
                .setBlockRows(blockRows)
                .setLearningRate(rate)
                .setMaxIter(steps)
                .setWeightCol("weight");
        double u = 0x1p-24;
        double bound = Math.sqrt(2) * 2 * steps * (rate * 2 * (blockRows + 16) * u + 2 * u * (1 + steps * rate));
        LockstepClassificationModel weighted = classifier.fit(frames.of(once));
        LockstepClassificationModel repeated = classifier.fit(frames.of(twice));
        LockstepClassificationModel plain = classifier.setWeightCol("").fit(frames.of(once));
        for (int x = -1; x <= 1; x += 2) {
            Vector features = Vectors.dense(x);
            for (int output = 0; output < 2; output++) {
                double expected = repeated.predictRaw(features).apply(output);
                assertThat(Math.abs(weighted.predictRaw(features).apply(output) - expected))
                        .isLessThanOrEqualTo(bound);
                assertThat(Math.abs(plain.predictRaw(features).apply(output) - expected))
                        .as("without the weights")
                        .isGreaterThan(bound);
            }
        }
    }

    /** Class 0 given four times, or with the weight 4, wins every place on which it has a fifth of the rows or more. */
    @Test
    void weightsOversampleAndUndersampleClasses() {
        List<Row> weights = new ArrayList<>();
        List<Row> copies = new ArrayList<>();
        for (int i = 0; i < 12; i++) { // one third of class 0 at either place
            for (int x = -1; x <= 1; x += 2) {
                boolean rare = i % 3 == 0;
                weights.add(Frames.row(rare ? 0 : 1, rare ? 4 : 1, x));
                for (int copy = 0; copy < (rare ? 4 : 1); copy++) {
                    copies.add(Frames.row(rare ? 0 : 1, 1, x));
                }
            }
        }
        LockstepClassifier classifier =
                Frames.logistic().setBlockRows(1).setLearningRate(1).setMaxIter(20);
        LockstepClassificationModel plain = classifier.fit(frames.of(weights));
        classifier.setWeightCol("weight");
        LockstepClassificationModel over = classifier.fit(frames.of(weights));
        LockstepClassificationModel under = classifier.fit(
                frames.of(weights).withColumn("weight", col("weight").divide(4)));
        assertThat(over.parametersSha256())
                .isEqualTo(classifier.fit(frames.of(copies)).parametersSha256())
                .isEqualTo(under.parametersSha256());
        for (double x : new double[] {-1, 1}) {
            assertThat(plain.predict(Vectors.dense(x))).isEqualTo(1);
            assertThat(over.predict(Vectors.dense(x))).isEqualTo(0);
        }
    }

    /**
     * A step of gradient descent on this convex loss, of at most 2 / curvature, brings no two networks further apart. So after T steps of the
     * rate r their parameters differ by at most T r d, where d bounds the difference of the two mean gradients at the same parameters. A row's
     * gradient is (p - y) (x, 1), of a norm of at most sqrt(2) R with R = |(x, 1)|; with a share s of the weight on outliers, the mean moves
     * by at most s times the distance of two such, d = s 2 sqrt(2) R. A logit then moves by at most R times that; 2^-20 is left for floats.
     */
    @Test
    void outliersWithTinyWeightsHardlyChangeAModel() {
        double size = Math.sqrt(2); // of (x, 1), with x = -1 or 1
        double tiny = 1e-4;
        List<Row> clean = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clean.add(Frames.row(i % 2, 1, 2 * (i % 2) - 1));
        }
        List<Row> mixed = new ArrayList<>(clean);
        for (int i = 0; i < 40; i++) { // twice as many rows, all of them wrong
            mixed.add(Frames.row(i % 2, tiny, 1 - 2 * (i % 2)));
        }
        int steps = 10;
        double rate = 0.5;
        LockstepClassifier classifier =
                Frames.logistic().setLearningRate(rate).setMaxIter(steps).setWeightCol("weight");
        double share = 40 * tiny / (40 * tiny + 20);
        double bound = steps * rate * share * 2 * Math.sqrt(2) * size * size + 0x1p-20;
        LockstepClassificationModel without = classifier.fit(frames.of(clean));
        LockstepClassificationModel with = classifier.fit(frames.of(mixed));
        LockstepClassificationModel unweighted = classifier.setWeightCol("").fit(frames.of(mixed));
        for (int label = 0; label < 2; label++) {
            Vector x = Vectors.dense(2 * label - 1);
            for (int output = 0; output < 2; output++) {
                assertThat(Math.abs(with.predictRaw(x).apply(output)
                                - without.predictRaw(x).apply(output)))
                        .isLessThanOrEqualTo(bound)
                        .isGreaterThan(0);
            }
            assertThat(with.predict(x)).isEqualTo(label);
            assertThat(unweighted.predict(x)).isEqualTo(1 - label);
        }
    }
}
