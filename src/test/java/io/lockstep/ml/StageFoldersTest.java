package io.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Estimators and models that are saved and read again, alone and within Spark's own stages; and folders that are damaged. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class StageFoldersTest {
    /** A value other than the default for each param but the loss, which has one value. */
    private static final Map<String, Object> OTHERS = others();

    @TempDir
    private static Path folder;

    private static SampleFrame frames;
    private static LockstepClassificationModel classes;
    private static LockstepRegressionModel numbers;

    @BeforeAll
    static void train() throws IOException {
        frames = SampleFrame.start();
        classes = frames.classifier().fit(frames.rows());
        numbers = frames.regressor().fit(frames.rows());
        classes.save(at("classes"));
        numbers.save(at("numbers"));
    }

    @AfterAll
    static void stop() {
        frames.close();
    }

    private static Map<String, Object> others() {
        Map<String, Object> values = new HashMap<>(Map.of(
                "featuresCol", "x",
                "labelCol", "y",
                "predictionCol", "p",
                "rawPredictionCol", "r",
                "probabilityCol", "q",
                "thresholds", new double[] {0.5, 0.2, 0.3},
                "weightCol", "w",
                "validationIndicatorCol", "v",
                "hidden", new int[] {7, 5},
                "activation", "shifted-relu"));
        values.putAll(Map.of(
                "init",
                "xavier",
                "standardization",
                false,
                "seed",
                -7L,
                "maxIter",
                3,
                "batchRows",
                32,
                "blockRows",
                16,
                "optimizer",
                "sgd",
                "learningRate",
                0.1,
                "schedule",
                "cosine",
                "weightDecay",
                0.3));
        values.putAll(Map.of(
                "clipNorm",
                2.5,
                "tol",
                1e-3,
                "patience",
                4,
                "checkpointDir",
                "checkpoints",
                "checkpointInterval",
                2,
                "against",
                new String[] {"local", "numerical"},
                "checkEvery",
                "3",
                "audit",
                0.25,
                "kernel",
                "vector",
                "partitions",
                5));
        values.put("initialModel", "model");
        return values;
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    /** Sets every param of a stage to another value than its default. */
    @SuppressWarnings("unchecked") // of the param's own type, or Spark refuses it
    private static <S extends Params> S withOthers(S stage) {
        for (Param<?> param : stage.params()) {
            Object value = OTHERS.get(param.name());
            if (value != null) {
                assertThat(value).isNotEqualTo(stage.getDefault(param).getOrElse(() -> null));
                stage.set((Param<Object>) param, value);
            }
        }
        assertThat(stage.params())
                .allSatisfy(param -> assertThat(stage.isSet(param))
                        .as(param.name())
                        .isEqualTo(!param.name().equals("loss")));
        return stage;
    }

    /** The params that are set, and the defaults of the others. */
    private static Map<String, Object> values(Params stage) {
        Map<String, Object> values = new TreeMap<>();
        for (Param<?> param : stage.params()) {
            if (stage.isDefined(param)) {
                values.put((stage.isSet(param) ? "" : "default ") + param, stage.getOrDefault(param));
            }
        }
        return values;
    }

    private static void assertSame(Params read, Params written) {
        assertThat(read).isNotSameAs(written).hasSameClassAs(written);
        assertThat(read.uid()).isEqualTo(written.uid());
        assertThat(values(read)).usingRecursiveComparison().isEqualTo(values(written));
    }

    // ---- alone

    @Test
    void estimatorsComeBackWithEveryParam() throws IOException {
        LockstepClassifier classifier = withOthers(new LockstepClassifier());
        classifier.save(at("classifier"));
        assertSame(LockstepClassifier.load(at("classifier")), classifier);
        LockstepRegressor regressor = withOthers(new LockstepRegressor("mine"));
        regressor.save(at("regressor"));
        assertSame(LockstepRegressor.load(at("regressor")), regressor);

        new LockstepClassifier("defaults").save(at("defaults"));
        assertSame(LockstepClassifier.load(at("defaults")), new LockstepClassifier("defaults"));
    }

    @Test
    void modelsComeBackWithEveryParamAndEveryBit() throws IOException {
        LockstepClassificationModel model = withOthers(classes.copy(ParamMap.empty()));
        model.save(at("other-classes"));
        LockstepClassificationModel read = LockstepClassificationModel.load(at("other-classes"));
        assertSame(read, model);
        assertThat(read.parametersSha256()).isEqualTo(classes.parametersSha256());
        assertThat(read.numClasses()).isEqualTo(3);
        assertThat(read.numFeatures()).isEqualTo(3);
        assertThat(read.labels()).isEqualTo(classes.labels());
        assertThat(read.hasSummary()).isFalse();

        LockstepRegressionModel number = withOthers(numbers.copy(ParamMap.empty()));
        number.save(at("other-numbers"));
        assertSame(LockstepRegressionModel.load(at("other-numbers")), number);
    }

    @Test
    void modelsHaveTheParamsOfTheirEstimatorsAndPredictTheSameBits() {
        LockstepClassificationModel read = LockstepClassificationModel.load(at("classes"));
        assertSame(read, classes);
        assertThat(read.getMaxIter()).isEqualTo(frames.classifier().getMaxIter());
        assertThat(read.getHidden()).isEqualTo(frames.classifier().getHidden());
        assertSameRows(read, classes);
        assertSameRows(LockstepRegressionModel.load(at("numbers")), numbers);
    }

    private static void assertSameRows(Transformer read, Transformer written) {
        assertThat(read.transformSchema(frames.rows().schema()))
                .isEqualTo(written.transformSchema(frames.rows().schema()));
        assertThat(inOrder(read.transform(frames.rows()))).isEqualTo(inOrder(written.transform(frames.rows())));
    }

    private static List<Row> inOrder(Dataset<Row> rows) {
        return rows.orderBy("id").collectAsList();
    }

    @Test
    void aFolderIsReplacedOnlyOnDemand() throws IOException {
        for (MLWritable stage : List.of(new LockstepClassifier(), classes)) {
            Path there = folder.resolve("there-" + stage.getClass().getSimpleName());
            stage.save(there.toString());
            assertThatThrownBy(() -> stage.save(there.toString()))
                    .isInstanceOfAny(IOException.class, FileAlreadyExistsException.class)
                    .hasMessageContainingAll("already exists", "overwrite");
            Files.writeString(there.resolve("left"), "");
            stage.write().overwrite().save(there.toString());
            assertThat(there.resolve("left")).doesNotExist();
        }
    }

    @Test
    void theZipForDeeplearning4jIsWrittenOnDemand() throws IOException {
        assertThat(folder.resolve("classes")).isDirectoryContaining("glob:**/model.onnx");
        assertThat(folder.resolve("classes/model-dl4j.zip")).doesNotExist();
        classes.write().option("dl4j", "true").save(at("with-dl4j"));
        assertThat(folder.resolve("with-dl4j/model-dl4j.zip")).exists();
    }

    // ---- in stages of Spark's

    private static Pipeline pipeline(LockstepClassifier classifier) {
        return new Pipeline("pipeline").setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("kind").setOutputCol("kindIndex"),
            new VectorAssembler().setInputCols(new String[] {"x0", "x1", "x2"}).setOutputCol("assembled"),
            classifier.setFeaturesCol("assembled").setLabelCol("kindIndex")
        });
    }

    @Test
    void aPipelineAndItsModelComeBack() throws IOException {
        Pipeline pipeline = pipeline(withOthers(new LockstepClassifier()));
        pipeline.save(at("pipeline"));
        assertSame(Pipeline.load(at("pipeline")).getStages()[2], pipeline.getStages()[2]);

        PipelineModel fitted = pipeline(frames.classifier()).fit(frames.rows());
        fitted.save(at("fitted"));
        PipelineModel read = PipelineModel.load(at("fitted"));
        assertSame(read.stages()[2], fitted.stages()[2]);
        assertSameRows(read, fitted);
    }

    @Test
    void aCrossValidatorAndItsModelComeBack() throws IOException {
        LockstepClassifier classifier = frames.classifier().setMaxIter(2);
        CrossValidator validator = new CrossValidator()
                .setEstimator(pipeline(classifier))
                .setEvaluator(new MulticlassClassificationEvaluator("evaluator").setLabelCol("kindIndex"))
                .setEstimatorParamMaps(new ParamGridBuilder()
                        .addGrid(classifier.learningRate(), new double[] {0.03, 0.001})
                        .build())
                .setNumFolds(2)
                .setParallelism(2);
        validator.save(at("validator"));
        assertThat(CrossValidator.load(at("validator")).getEstimatorParamMaps())
                .extracting(map -> map.apply(classifier.learningRate()))
                .containsExactly(0.03, 0.001);
        CrossValidatorModel fitted = validator.fit(frames.rows());
        fitted.save(at("validated"));
        CrossValidatorModel read = CrossValidatorModel.load(at("validated"));
        assertThat(read.avgMetrics()).isEqualTo(fitted.avgMetrics());
        assertSameRows(read, fitted);
        PipelineModel best = (PipelineModel) read.bestModel();
        assertSame(best.stages()[2], ((PipelineModel) fitted.bestModel()).stages()[2]);
        assertThat(((LockstepClassificationModel) best.stages()[2]).getLearningRate())
                .isIn(0.03, 0.001);
    }

    // ---- damaged

    private static Path damaged(String name) throws IOException {
        Path copy = folder.resolve("damaged-" + name);
        try (var files = Files.walk(folder.resolve("classes"))) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(folder.resolve("classes").relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else if (!file.toString().endsWith(".crc")) { // Hadoop's checksums, which would find it first
                    Files.copy(file, to);
                }
            }
        }
        return copy;
    }

    private static void assertRefused(Path damaged, String... words) {
        assertThatThrownBy(() -> LockstepClassificationModel.load(damaged.toString()))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(damaged.toString(), ": expected ", ", found ")
                .hasMessageContainingAll(words)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @Test
    void withoutMetadataItIsAModelOfTheCommandLine() throws IOException {
        Path damaged = damaged("no-metadata");
        for (String name : List.of("metadata/part-00000", "metadata/_SUCCESS", "metadata")) {
            Files.delete(damaged.resolve(name));
        }
        LockstepClassificationModel read = LockstepClassificationModel.load(damaged.toString());
        assertThat(read.uid()).isNotEqualTo(classes.uid());
        assertThat(read.parametersSha256()).isEqualTo(classes.parametersSha256());
        assertThat(read.getMaxIter()).isEqualTo(new LockstepClassifier().getMaxIter());
        assertThat(inOrder(read.transform(frames.rows()))).isEqualTo(inOrder(classes.transform(frames.rows())));
    }

    @Test
    void damagedMetadataIsRefused() throws IOException {
        Path damaged = damaged("metadata");
        Path metadata = damaged.resolve("metadata/part-00000");
        String whole = Files.readString(metadata);
        for (String text : List.of(
                "",
                whole.substring(0, whole.length() / 2),
                "{}\n",
                whole.replace("\"maxIter\":", "\"iterations\":"),
                whole.replaceFirst("\"maxIter\":[0-9]+", "\"maxIter\":-1"),
                whole.replaceFirst("\"maxIter\":[0-9]+", "\"maxIter\":\"many\""))) {
            assertThat(text).isNotEqualTo(whole);
            Files.writeString(metadata, text);
            assertRefused(damaged, damaged.resolve("metadata").toString(), "metadata", "remove its metadata");
        }
    }

    @Test
    void damagedModelsAreRefused() throws IOException {
        Path damaged = damaged("model");
        Path card = damaged.resolve("model.json");
        byte[] whole = Files.readAllBytes(card);
        Files.write(card, Arrays.copyOf(whole, whole.length / 2));
        assertRefused(damaged, "model.json");
        Files.delete(card);
        assertRefused(damaged, "a folder with model.json");
        Files.write(card, whole);

        Path weights = damaged.resolve("w2.npy");
        byte[] values = Files.readAllBytes(weights);
        values[values.length - 1] ^= 1;
        Files.write(weights, values);
        assertRefused(damaged, "parameters with the hash");
        Files.delete(weights);
        assertRefused(damaged, "w2.npy");
        assertRefused(folder.resolve("nowhere"), "no such folder");
    }

    @Test
    void aModelOfTheOtherKindIsRefused() throws IOException {
        assertThatThrownBy(() -> LockstepClassificationModel.load(at("numbers")))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("the loss cross-entropy", "found mse", "LockstepRegressionModel");
        assertThatThrownBy(() -> LockstepRegressionModel.load(at("classes")))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("the loss mse", "found cross-entropy", "LockstepClassificationModel");
    }
}
