package io.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lockstep.job.SharedSpark;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Predictor;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Params as any stage of Spark ML has them. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ParamFactsTest {
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

    static List<Predictor<?, ?, ?>> estimators() {
        return List.of(new LockstepClassifier("c"), new LockstepRegressor("r"));
    }

    // ---- what is refused

    static Stream<Arguments> refused() {
        return Stream.of(
                bad("hidden", "[0]", c -> c.setHidden(0)),
                bad("hidden", "[3,-1]", c -> c.setHidden(3, -1)),
                bad("hidden", "[1000001]", c -> c.setHidden(1_000_001)),
                bad("activation", "tanh", c -> c.setActivation("tanh")),
                bad("loss", "mse", c -> c.setLoss("mse")),
                bad("init", "zeros", c -> c.setInit("zeros")),
                bad("maxIter", "0", c -> c.setMaxIter(0)),
                bad("batchRows", "-1", c -> c.setBatchRows(-1)),
                bad("blockRows", "65537", c -> c.setBlockRows(65_537)),
                bad("optimizer", "l-bfgs", c -> c.setOptimizer("l-bfgs")),
                bad("learningRate", "0.0", c -> c.setLearningRate(0)),
                bad("learningRate", "NaN", c -> c.setLearningRate(Double.NaN)),
                bad("learningRate", "Infinity", c -> c.setLearningRate(Double.POSITIVE_INFINITY)),
                bad("schedule", "linear", c -> c.setSchedule("linear")),
                bad("weightDecay", "-0.1", c -> c.setWeightDecay(-0.1)),
                bad("clipNorm", "NaN", c -> c.setClipNorm(Double.NaN)),
                bad("tol", "-1.0E-6", c -> c.setTol(-1e-6)),
                bad("patience", "-1", c -> c.setPatience(-1)),
                bad("checkpointInterval", "0", c -> c.setCheckpointInterval(0)),
                bad("against", "[local,pytorch]", c -> c.setAgainst("local", "pytorch")),
                bad("checkEvery", "0", c -> c.setCheckEvery("0")),
                bad("audit", "1.5", c -> c.setAudit(1.5)),
                bad("kernel", "cuda:1", c -> c.setKernel("cuda:1")),
                bad("partitions", "-2", c -> c.setPartitions(-2)),
                bad("thresholds", "[-0.5,1.0]", c -> c.setThresholds(new double[] {-0.5, 1})),
                bad("thresholds", "[0.0,0.0]", c -> c.setThresholds(new double[] {0, 0})));
    }

    private static Arguments bad(String param, String value, Consumer<LockstepClassifier> setter) {
        return arguments(param, value, setter);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("refused")
    void aValueThatNoTrainingCouldUseIsRefusedAtItsSetter(
            String param, String value, Consumer<LockstepClassifier> setter) {
        LockstepClassifier stage = new LockstepClassifier("stage");
        String before = stage.explainParams();
        String expected = param.equals("thresholds") // Spark's own setter
                ? ""
                : " Expected: " + stage.getParam(param).doc() + ".";
        assertThatThrownBy(() -> setter.accept(stage))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("stage parameter %s given invalid value %s.%s", param, value, expected);
        assertThat(stage.explainParams()).isEqualTo(before);
    }

    // ---- what every param has

    @ParameterizedTest
    @MethodSource("estimators")
    void everyParamIsExplainedWithItsValueAndHasAGetterAndAFluentSetter(Predictor<?, ?, ?> stage) throws Exception {
        for (Param<?> param : stage.params()) {
            assertThat(param.doc()).as(param.name()).hasSizeGreaterThan(15);
            assertThat(stage.explainParam(param)).startsWith(param.name() + ": " + param.doc() + " (");
            assertThat(stage.explainParams()).contains(stage.explainParam(param));
            Method getter = stage.getClass().getMethod("get" + capital(param.name()));
            Method setter = Arrays.stream(stage.getClass().getMethods())
                    .filter(method -> method.getName().equals("set" + capital(param.name())))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no setter of " + param.name()));
            Object value = stage.hasDefault(param)
                    ? getter.invoke(stage)
                    : param.name().equals("thresholds") ? new double[] {0.5, 0.5} : "weight";
            assertThat(setter.invoke(stage, value)).isSameAs(stage);
            assertThat(stage.isSet(param)).as(param.name()).isTrue();
            assertThat(getter.invoke(stage)).isEqualTo(value);
        }
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    @Test
    void theSettersOfSparkAndOursGoTogetherInAnyOrder() {
        LockstepClassifier classifier = new LockstepClassifier()
                .setMaxIter(3)
                .setFeaturesCol("f")
                .setHidden(9, 8)
                .setLabelCol("l")
                .setWeightCol("w")
                .setRawPredictionCol("raw")
                .setAgainst("local", "reference")
                .setThresholds(new double[] {0.3, 0.7})
                .setSeed(1);
        LockstepRegressor regressor = new LockstepRegressor()
                .setLearningRate(0.1)
                .setPredictionCol("p")
                .setHidden();
        assertThat(classifier.getHidden()).containsExactly(9, 8);
        assertThat(classifier.getAgainst()).containsExactly("local", "reference");
        assertThat(regressor.getHidden()).isEmpty();
    }

    // ---- copies and models

    @ParameterizedTest
    @MethodSource("estimators")
    void aCopyHasTheSameParamsAndThoseOfItsMapAndLeavesTheOriginal(Predictor<?, ?, ?> stage) {
        Param<Object> maxIter = param(stage, "maxIter");
        stage.set(maxIter, 3);
        stage.setLabelCol("y");
        Predictor<?, ?, ?> copy = (Predictor<?, ?, ?>) stage.copy(new ParamMap().put(maxIter, 7));
        assertThat(copy).hasSameClassAs(stage);
        assertThat(copy.uid()).isEqualTo(stage.uid());
        assertThat(copy.getOrDefault(maxIter)).isEqualTo(7);
        assertThat(copy.getLabelCol()).isEqualTo("y");
        assertThat(stage.getOrDefault(maxIter)).isEqualTo(3);
        copy.setLabelCol("z");
        assertThat(stage.getLabelCol()).isEqualTo("y");
    }

    @SuppressWarnings("unchecked") // the caller says of which type
    private static <T> Param<T> param(Predictor<?, ?, ?> stage, String name) {
        return (Param<T>) stage.getParam(name);
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void aModelHasItsEstimatorsIdAndParamsAndSoHasItsCopy(Predictor<?, ?, ?> stage) {
        stage.set(ParamFactsTest.<int[]>param(stage, "hidden"), new int[] {3});
        stage.set(param(stage, "maxIter"), 1);
        stage.setPredictionCol("guess");
        PredictionModel<?, ?> model = (PredictionModel<?, ?>) stage.fit(rows);
        assertThat(model.uid()).isEqualTo(stage.uid());
        assertThat(model.parent()).isSameAs(stage);
        assertThat(model.getPredictionCol()).isEqualTo("guess");
        for (Param<?> param : stage.params()) {
            if (stage.isDefined(param)) {
                assertThat(model.getOrDefault(model.getParam(param.name())))
                        .as(param.name())
                        .isEqualTo(stage.getOrDefault(param));
            }
        }
        PredictionModel<?, ?> copy =
                (PredictionModel<?, ?>) model.copy(new ParamMap().put(model.predictionCol(), "other"));
        assertThat(copy.uid()).isEqualTo(model.uid());
        assertThat(copy.parent()).isSameAs(stage);
        assertThat(copy.getPredictionCol()).isEqualTo("other");
        assertThat(model.getPredictionCol()).isEqualTo("guess");
        assertThat(copy.numFeatures()).isEqualTo(4);
    }

    @Test
    void paramsOfAFitWinOverThoseOfItsEstimatorAndStayInTheModel() {
        LockstepClassifier stage = Frames.classifier();
        LockstepClassificationModel two = stage.fit(rows);
        LockstepClassificationModel one = stage.fit(rows, new ParamMap().put(stage.maxIter(), 1));
        assertThat(one.getMaxIter()).isEqualTo(1);
        assertThat(one.summary().totalIterations()).isEqualTo(1);
        assertThat(stage.getMaxIter()).isEqualTo(2);
        assertThat(two.getMaxIter()).isEqualTo(2);
        assertThat(one.parametersSha256()).isNotEqualTo(two.parametersSha256());
        assertThat(stage.copy(new ParamMap().put(stage.maxIter(), 1)).fit(rows).parametersSha256())
                .isEqualTo(one.parametersSha256());
    }
}
