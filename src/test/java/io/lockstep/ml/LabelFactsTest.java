package io.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.job.SharedSpark;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels, their classes and the names of these. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class LabelFactsTest {
    private static SharedSpark spark;
    private static Dataset<Row> two;
    private static Dataset<Row> three;

    @BeforeAll
    static void start() {
        spark = SharedSpark.start();
        two = new Frames(spark.session()).two();
        three = new Frames(spark.session()).three();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    // ---- numbers

    /** One batch of all rows and blocks of one: the order of rows, to which labels belong, plays no part. */
    @ParameterizedTest
    @CsvSource({"-1,1", "3,7", "-5,-2", "0,1000000000"})
    void anyTwoWholeNumbersAreLabels(double first, double second) {
        LockstepClassifier classifier =
                Frames.classifier().setBatchRows(1_000_000).setBlockRows(1).setStandardization(false);
        Dataset<Row> others =
                two.withColumn("label", when(col("label").equalTo(0), first).otherwise(second));
        LockstepClassificationModel base = classifier.fit(two);
        LockstepClassificationModel model = classifier.fit(others);
        assertThat(model.labels()).containsExactly(first, second);
        assertThat(model.numClasses()).isEqualTo(2);
        assertThat(model.parametersSha256()).isEqualTo(base.parametersSha256());
        for (Row row : model.transform(two).collectAsList()) {
            Vector features = row.getAs("features");
            assertThat(row.<Double>getAs("prediction")).isEqualTo(base.predict(features) == 0 ? first : second);
            assertThat(row.<Vector>getAs("probability")).isEqualTo(base.predictProbability(features));
        }
        assertThat(model.evaluate(others).confusion())
                .isEqualTo(base.evaluate(two).confusion());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aClassBelowTheLargestLabelIsThereWithoutARowAsInSpark(int missing) {
        Dataset<Row> some = three.filter(col("label").notEqual(missing - 1));
        LockstepClassificationModel model = Frames.classifier().fit(some);
        assertThat(model.numClasses())
                .isEqualTo(new LogisticRegression().setMaxIter(1).fit(some).numClasses())
                .isEqualTo(3);
        assertThat(model.labels()).containsExactly(0, 1, 2);
    }

    @Test
    void labelsFromOneHaveAClassZeroAsInSpark() {
        Dataset<Row> fromOne = three.withColumn("label", col("label").plus(1));
        LockstepClassificationModel model = Frames.classifier().fit(fromOne);
        assertThat(model.numClasses())
                .isEqualTo(new LogisticRegression().setMaxIter(1).fit(fromOne).numClasses())
                .isEqualTo(4);
        assertThat(model.labels()).containsExactly(0, 1, 2, 3);
    }

    // ---- names

    private static Dataset<Row> words() {
        return three.withColumn(
                "colour",
                when(col("label").equalTo(0), lit("red"))
                        .when(col("label").equalTo(1), lit("green"))
                        .otherwise(lit("blue, light")));
    }

    @Test
    void namesOfStringIndexerAreInThePredictionsAndComeBackByIndexToString() {
        StringIndexer indexer = new StringIndexer().setInputCol("colour").setOutputCol("index");
        LockstepClassifier classifier = Frames.classifier().setLabelCol("index");
        IndexToString back = new IndexToString().setInputCol("prediction").setOutputCol("guess");
        var model = new Pipeline()
                .setStages(new PipelineStage[] {indexer, classifier, back})
                .fit(words());
        String[] names = ((StringIndexerModel) model.stages()[0]).labelsArray()[0];
        Dataset<Row> predicted = model.transform(words());
        Attribute attribute = Attribute.fromStructField(predicted.schema().apply("prediction"));
        assertThat(((NominalAttribute) attribute).values().get()).containsExactly(names);
        assertThat(predicted.schema().apply("prediction"))
                .isEqualTo(model.transformSchema(words().schema()).apply("prediction"));
        for (Row row : predicted.collectAsList()) {
            assertThat(row.<String>getAs("guess"))
                    .isEqualTo(names[row.<Double>getAs("prediction").intValue()]);
        }
    }

    /** As in a fold of a cross-validation, or behind a filter. */
    @Test
    void aNamedClassWithoutARowKeepsItsNumber() {
        Dataset<Row> indexed = new StringIndexer()
                .setInputCol("colour")
                .setOutputCol("index")
                .setStringOrderType("alphabetAsc")
                .fit(words())
                .transform(words());
        LockstepClassifier classifier = Frames.classifier().setLabelCol("index");
        for (int missing = 0; missing < 3; missing++) {
            LockstepClassificationModel model =
                    classifier.fit(indexed.filter(col("index").notEqual(missing)));
            assertThat(model.labels()).containsExactly(0, 1, 2);
            assertThat(model.transform(indexed)
                            .select("probability")
                            .first()
                            .<Vector>getAs(0)
                            .size())
                    .isEqualTo(3);
            assertThat(model.evaluate(indexed).exampleCount()).isEqualTo(indexed.count());
        }
    }

    @Test
    void theNumberOfValuesInALabelsMetadataIsTheNumberOfClasses() {
        var four = NominalAttribute.defaultAttr().withName("label").withNumValues(4);
        Dataset<Row> marked = three.withColumn("label", col("label").as("label", four.toMetadata()));
        assertThat(Frames.classifier().fit(marked).numClasses()).isEqualTo(4);
    }

    // ---- one against the rest

    @Test
    void oneVsRestTrainsTheModelOfEachClassWithItsWeights() {
        Dataset<Row> weighted = three.withColumn("weight", col("label").plus(1));
        OneVsRestModel model = new OneVsRest()
                .setClassifier(Frames.classifier())
                .setWeightCol("weight")
                .setParallelism(2)
                .fit(weighted);
        List<String> models = Arrays.stream(model.models())
                .map(each -> ((LockstepClassificationModel) each).parametersSha256())
                .toList();
        for (int label = 0; label < 3; label++) {
            Dataset<Row> oneAgainstTheRest = weighted.withColumn(
                    "label", when(col("label").equalTo(label), 1.0).otherwise(0.0));
            assertThat(models.get(label))
                    .isEqualTo(Frames.classifier()
                            .setWeightCol("weight")
                            .fit(oneAgainstTheRest)
                            .parametersSha256());
        }
        assertThat(model.transform(weighted).select("prediction").distinct().collectAsList())
                .allMatch(row -> List.of(0.0, 1.0, 2.0).contains(row.getDouble(0)));
    }
}
