package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.PredictionFolder;
import io.lockstep.cluster.table.PredictionFormat;
import io.lockstep.config.ConfigException;
import io.lockstep.data.DataException;
import io.lockstep.data.SmallDigits;
import io.lockstep.data.table.TableSchema;
import io.lockstep.run.RecordedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What models of tables do with other tables, and what is refused. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class TableModelTest {
    private static final GeneratedTable TABLE = GeneratedTable.of(200, 11);

    @TempDir
    private static Path folder;

    private static SharedSpark spark;
    private static TableRuns runs;
    private static Path csv;

    @BeforeAll
    static void train() throws Exception {
        spark = SharedSpark.start();
        runs = new TableRuns(spark, folder.resolve("runs"));
        csv = TABLE.csv(folder.resolve("train.csv"), "area.m2", "age of it", "façade", "garden", "class");
        runs.train("model", runs.config(csv, Map.of("data.label", "class")), RunListener.NONE);
        runs.train(
                "images",
                runs.config(
                        SmallDigits.folder(), Map.of("data.missing", "error", "data.rows", "200", "train.epochs", "1")),
                RunListener.NONE);
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static ChosenModel model(String id) throws Exception {
        return runs.model(id, Map.of("cluster.partitions", "2"));
    }

    private record Predicted(List<List<Object>> rows, PredictJob.Result result, List<String> notices) {}

    private static Predicted predict(ChosenModel model, Path source, String name) {
        List<String> notices = new ArrayList<>();
        Path out = folder.resolve(name);
        PredictJob job = PredictJob.prepare(
                new PredictJob.Request(
                        model,
                        source.toString(),
                        null,
                        ColumnChoice.NONE,
                        PredictionFormat.PARQUET,
                        PredictionFolder.at(out.toString())),
                event -> {
                    if (event instanceof RunEvent.Notice notice) {
                        notices.add(notice.text());
                    }
                });
        try (Connection connection = spark.connection(model.config())) {
            PredictJob.Result result = connection.session().run(() -> job.on(connection.session()));
            List<List<Object>> rows =
                    spark.session().read().parquet(out.toString()).orderBy("number").collectAsList().stream()
                            .map(row -> List.<Object>of(
                                    row.getAs("number").toString(),
                                    row.getAs("prediction"),
                                    row.schema().getFieldIndex("probabilities").isDefined()
                                            ? row.getList(row.fieldIndex("probabilities"))
                                            : List.of()))
                            .toList();
            return new Predicted(rows, result, notices);
        }
    }

    @Test
    void predictTakesColumnsInAnyOrderAndAnyFormat() throws Exception {
        Path same = TABLE.csv(folder.resolve("p.csv"), "number", "area.m2", "age of it", "façade", "garden", "class");
        Path other = TABLE.json(
                folder.resolve("p.json"), "garden", "held", "façade", "class", "age of it", "number", "area.m2");
        Predicted first = predict(model("model"), same, "p1");
        assertThat(first.rows).hasSize(200);
        assertThat(first.rows).extracting(row -> row.get(1)).isSubsetOf("cheap", "fair", "dear");
        assertThat(first.result.written().labelled()).isEqualTo(200);
        assertThat(first.result.written().columns()).startsWith("number", "class", "prediction");
        Predicted second = predict(model("model"), other, "p2");
        assertThat(second.rows).isEqualTo(first.rows);
        assertThat(second.result.written().correct())
                .isEqualTo(first.result.written().correct());
        assertThat(second.notices).isEmpty();
        // what evaluate counts, predict has written
        assertThat(runs.evaluate(model("model"), other, RunListener.NONE)
                        .metrics()
                        .accuracy())
                .isEqualTo(first.result.written().correct() / 200.0);
    }

    @ParameterizedTest
    @CsvSource({"class, cross-entropy", "price, mse"})
    void exportsOfTheModelGiveItsPredictions(String label, String loss) throws Exception {
        Path source =
                TABLE.csv(folder.resolve(label + ".csv"), "number", "area.m2", "age of it", "façade", "garden", label);
        Map<String, String> settings =
                Map.of("data.label", label, "network.loss", loss, "data.features", "area.m2,age of it,façade,garden");
        runs.train("exported-" + label, runs.config(source, settings), RunListener.NONE);
        ChosenModel model = model("exported-" + label);
        TableSchema schema = Objects.requireNonNull(model.model().card().schema());
        float[][] inputs = IntStream.range(0, TABLE.rows().size())
                .mapToObj(row -> TABLE.encoded(row, schema))
                .toArray(float[][]::new);
        float[][] onnx;
        Path exports = runs.output().resolve("exported-" + label).resolve("model");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session =
                        environment.createSession(exports.resolve("model.onnx").toString());
                OnnxTensor tensor = OnnxTensor.createTensor(environment, inputs);
                OrtSession.Result result = session.run(Map.of("inputs", tensor))) {
            onnx = (float[][]) result.get(0).getValue();
            assertThat(session.getMetadata().getCustomMetadata())
                    .containsEntry("inputs", String.join("\n", schema.inputNames()));
        }
        float[][] dl4j;
        MultiLayerNetwork network =
                MultiLayerNetwork.load(exports.resolve("model-dl4j.zip").toFile(), false);
        try (INDArray features = Nd4j.createFromArray(inputs);
                INDArray outputs = network.output(features)) {
            dl4j = outputs.toFloatMatrix();
        } finally {
            network.close();
        }
        List<List<Object>> predicted = predict(model, source, "exported-of-" + label).rows;
        assertThat(predicted).hasSameSizeAs(inputs);
        for (int row = 0; row < inputs.length; row++) { // both are in the order of the numbers
            List<Object> ours = predicted.get(row);
            List<Double> values = new ArrayList<>();
            if (loss.equals("mse")) {
                values.add(((Number) ours.get(1)).doubleValue());
            } else {
                ((List<?>) ours.get(2)).forEach(value -> values.add(((Number) value).doubleValue()));
            }
            for (int output = 0; output < values.size(); output++) {
                double right = values.get(output);
                // far above the rounding of some tens of float operations, far below the distance of two rows
                assertThat((double) onnx[row][output]).isCloseTo(right, within(1e-4 * Math.max(0.01, Math.abs(right))));
                assertThat((double) dl4j[row][output]).isCloseTo(right, within(1e-4 * Math.max(0.01, Math.abs(right))));
            }
        }
    }

    @Test
    void aCategoryThatIsNewIsCounted() throws Exception {
        GeneratedTable changed = TABLE.replacing("façade", "wood", "glass");
        long count = TABLE.count("façade", "wood");
        Path source =
                changed.csv(folder.resolve("glass.csv"), "number", "area.m2", "age of it", "façade", "garden", "class");
        List<String> told = new ArrayList<>();
        runs.evaluate(model("model"), source, event -> {
            if (event instanceof RunEvent.Notice notice) {
                told.add(notice.text());
            }
        });
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains("façade", "%d rows".formatted(count), "glass");
        assertThat(predict(model("model"), source, "glass").notices)
                .hasSize(1)
                .allMatch(notice -> notice.startsWith("%d categories were not in the training data".formatted(count)));
    }

    @Test
    void aClassThatIsNewIsAnErrorOfEvaluateOnly() throws Exception {
        Path source = TABLE.replacing("class", "dear", "huge")
                .csv(folder.resolve("huge.csv"), "number", "area.m2", "age of it", "façade", "garden", "class");
        ChosenModel model = model("model");
        assertThatThrownBy(() -> runs.evaluate(model, source, RunListener.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("huge", "column class", "cheap", "dear", "fair");
        assertThat(predict(model, source, "huge").result.written().rows()).isEqualTo(200);
    }

    @Test
    void aColumnThatIsMissingIsNamed() throws Exception {
        Path source = TABLE.csv(folder.resolve("few.csv"), "area.m2", "façade", "garden", "class");
        ChosenModel model = model("model");
        assertThatThrownBy(() -> runs.evaluate(model, source, RunListener.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("age of it");
    }

    @Test
    void aModelOfATableTakesNoImagesAndOneOfImagesNoSuchTable() throws Exception {
        ChosenModel ofTable = model("model");
        for (Path source : List.of(SmallDigits.folder(), Path.of("drawn"))) {
            assertThatThrownBy(() -> runs.evaluate(ofTable, source, RunListener.NONE))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContainingAll("--data: expected a table", source.toString());
            assertThatThrownBy(() -> predict(ofTable, source, "none"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("--data: expected a table");
        }
        ChosenModel ofImages = model("images");
        assertThatThrownBy(() -> predict(ofImages, csv, "none")).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> EvaluateJob.prepare(
                        new EvaluateJob.Request(
                                ofTable, csv.toString(), null, new ColumnChoice(List.of(), "", "façade", null)),
                        RunListener.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "--label: expected class, the column that the model predicts, found façade. Remove the option.");
    }

    @Test
    void aRunIsReproducedFromItsOwnOrAnotherFormat() throws Exception {
        String text = """
                area.m2;façade;class
                1,5;wood;a
                2,5;brick;b
                3,25;wood;a
                4;Stone;b
                5;wood;a
                6,5;brick;b
                7;wood;a
                8;brick;b
                9,75;wood;a
                10;Stone;b
                """;
        Path semicolons = Files.writeString(folder.resolve("semicolons.csv"), text);
        Path json = Files.writeString(folder.resolve("semicolons.json"), """
                {"area.m2": 10, "façade": "Stone", "class": "b"}
                {"area.m2": 1.5, "façade": "wood", "class": "a"}
                {"area.m2": 2.5, "façade": "brick", "class": "b"}
                {"area.m2": 3.25, "façade": "wood", "class": "a"}
                {"area.m2": 4, "façade": "Stone", "class": "b"}
                {"area.m2": 5, "façade": "wood", "class": "a"}
                {"area.m2": 6.5, "façade": "brick", "class": "b"}
                {"area.m2": 7, "façade": "wood", "class": "a"}
                {"area.m2": 8, "façade": "brick", "class": "b"}
                {"area.m2": 9.75, "façade": "wood", "class": "a"}
                """);
        Map<String, String> settings = Map.of(
                "data.label", "class",
                "data.options.sep", ";",
                "data.options.decimal", ",",
                "block.rows", "2",
                "data.valid", "0.3");
        runs.train("semicolons", runs.config(semicolons, settings), RunListener.NONE);
        RecordedRun recorded = RecordedRun.read(runs.output().resolve("semicolons"));
        assertThat(recorded.reading())
                .containsEntry("data.options.sep", ";")
                .containsEntry("data.options.decimal", ",")
                .containsEntry("data.format", "");
        for (int partitions : List.of(1, 3)) {
            assertReproduces(recorded, recorded.reading(), recorded.source(), partitions);
        }
        assertReproduces(recorded, Map.of(), json.toString(), 2);
    }

    private static void assertReproduces(
            RecordedRun recorded, Map<String, String> reading, String source, int partitions) {
        var config = recorded.configuration(reading);
        try (Connection connection = spark.connection(config)) {
            ReproduceJob job = ReproduceJob.prepare(
                    RecordedRun.file(runs.output().resolve(recorded.runId())),
                    recorded,
                    config,
                    source,
                    connection,
                    RunListener.NONE);
            assertThat(job.dataDifferences()).isEmpty();
            var again = connection.session().run(() -> job.on(connection.session(), partitions));
            assertThat(again.stepsReproduced()).isEqualTo(recorded.steps().size());
        }
    }

    @Test
    void aRecordHasNoSecretsSoTheyMustBeGivenAgain() throws Exception {
        Map<String, String> settings =
                Map.of("data.label", "class", "data.options.password", "geheim", "train.epochs", "1");
        runs.train("secret", runs.config(csv, settings), RunListener.NONE);
        RecordedRun recorded = RecordedRun.read(runs.output().resolve("secret"));
        assertThatThrownBy(recorded::configuration)
                .isInstanceOf(ConfigException.class)
                .hasMessage("data.options.password: expected its value, found ***, because a record has no secrets."
                        + " Add -D data.options.password=VALUE.");
        assertThatCode(() -> recorded.configuration(Map.of("data.options.password", "geheim")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            data.label | | the name of the column to predict, found none among the columns area.m2, age of it, façade
            data.rows | 10 | data.rows: expected 0 for a table, which is used whole, found 10
            data.valid | nowhere | data.valid: expected a fraction, a column of
            network.loss | mse | network.loss = mse predicts numbers
            data.weight | weigth | the column 'weigth' of data.weight
            """)
    void whatATableCannotBeAskedIsRefused(String key, @Nullable String value, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("data.label", "class"));
        settings.put(key, Objects.requireNonNullElse(value, ""));
        assertThatThrownBy(() -> runs.train("refused", runs.config(csv, settings), RunListener.NONE))
                .isInstanceOfAny(ConfigException.class, DataException.class)
                .hasMessageContaining(message)
                .satisfies(failure -> assertThat(
                                String.valueOf(failure.getMessage()).lines().count())
                        .isLessThanOrEqualTo(10));
        assertThat(runs.output().resolve("refused.partial")).doesNotExist();
    }

    @Test
    void aRegressionHasNoAccuracyToMonitor() throws Exception {
        Path prices = TABLE.csv(folder.resolve("prices.csv"), "area.m2", "price");
        Map<String, String> settings =
                Map.of("data.label", "price", "network.loss", "mse", "train.monitor", "accuracy");
        assertThatThrownBy(() -> runs.train("refused", runs.config(prices, settings), RunListener.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.monitor");
    }

    @Test
    void imagesTakeNoKeysOfTables() {
        Map<String, String> settings = Map.of("data.label", "label", "data.options.sep", ";");
        assertThatThrownBy(() -> runs.train("refused", runs.config(SmallDigits.folder(), settings), RunListener.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "data.label = label, data.missing = mean, data.options.sep = ;: expected only for"
                                + " tables, but the data ");
    }

    @ParameterizedTest
    @CsvSource({"1", "-0.5", "1e3"})
    void aFractionOfAllRowsIsRefused(String fraction) {
        assertThatThrownBy(() -> runs.config(csv, Map.of("data.valid", fraction)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "data.valid: expected a fraction above 0 and below 1, 0 for no validation set, a column, or a source");
    }
}
