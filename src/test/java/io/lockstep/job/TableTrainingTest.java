package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.table.TableSchema;
import io.lockstep.report.Json;
import io.lockstep.report.Metrics;
import io.lockstep.run.SavedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on tables: the same bits for every number of partitions and every format, and after a crash. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class TableTrainingTest {
    private static final int ROWS = 300;
    private static final String[] FEATURES = {"area.m2", "age of it", "façade", "garden"};

    @TempDir
    private static Path folder;

    private static SharedSpark spark;
    private static TableRuns runs;

    @BeforeAll
    static void start() {
        spark = SharedSpark.start();
        runs = new TableRuns(spark, folder.resolve("runs"));
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    /**
     * A way to train on a table.
     *
     * @param name of it
     * @param columns besides the features
     * @param settings that belong to it
     */
    private record Kind(String name, String[] columns, Map<String, String> settings) {
        String[] all() {
            return Stream.concat(Stream.of(FEATURES), Stream.of(columns)).toArray(String[]::new);
        }

        /** The columns are the same, as files that hold the rows in another order may have them. */
        Map<String, String> with(String key, String value) {
            Map<String, String> more = new HashMap<>(settings);
            more.put(key, value);
            return more;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Kind kind(String name, String columns, String... settings) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return new Kind(name, columns.split(",", -1), map);
    }

    private static Kind classes() {
        return kind(
                "classes",
                "class",
                "data.label",
                "class",
                "check.every",
                "last",
                "check.against",
                "local,reference,autodiff");
    }

    private static Kind regression() {
        return kind(
                "regression",
                "price",
                "data.label",
                "price",
                "network.loss",
                "mse",
                "check.every",
                "last",
                "check.against",
                "local,reference,autodiff");
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                classes(),
                regression(),
                kind(
                        "weights",
                        "weight,class",
                        "data.label",
                        "class",
                        "data.weight",
                        "weight",
                        "data.class-weight",
                        "balanced",
                        "check.every",
                        "last",
                        "check.against",
                        "local,reference,autodiff"),
                kind(
                        "marked",
                        "number,held,class",
                        "data.label",
                        "class",
                        "data.id",
                        "number",
                        "data.valid",
                        "held",
                        "data.scale",
                        "standardize-all"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyLayoutAndFormatTakesTheSameSteps(Kind kind) throws Exception {
        GeneratedTable table = GeneratedTable.of(ROWS, 1);
        Path csv = table.csv(folder.resolve(kind.name + ".csv"), kind.all());
        String id = kind.name;
        TableRuns.Left one =
                runs.train(id + "-1", runs.config(csv, kind.with("cluster.partitions", "1")), RunListener.NONE);
        assertThat(one.steps()).hasSizeGreaterThan(4);
        Path json = table.json(folder.resolve(kind.name + ".json"), kind.all());
        assertThat(runs.train(id + "-3", runs.config(json, kind.with("cluster.partitions", "3")), RunListener.NONE))
                .isEqualTo(one);
        Path parquet = folder.resolve(kind.name + ".parquet");
        spark.session()
                .read()
                .option("header", "true")
                .option("inferSchema", "true")
                .csv(csv.toString())
                .repartition(5)
                .write()
                .parquet(parquet.toString());
        assertThat(runs.train(id + "-8", runs.config(parquet, kind.with("cluster.partitions", "8")), RunListener.NONE))
                .isEqualTo(one);
        assertThatTheModelReadsItsColumnsAgain(id + "-1");
    }

    private static void assertThatTheModelReadsItsColumnsAgain(String id) throws Exception {
        SavedModel model = SavedModel.read(runs.output().resolve(id));
        TableSchema schema = Objects.requireNonNull(model.card().schema());
        assertThat(schema.inputNames())
                .containsExactly("area.m2", "age of it", "façade=Stone", "façade=brick", "façade=wood", "garden");
        assertThat(runs.output().resolve(id + "/model"))
                .isDirectoryContaining("glob:**/model.onnx")
                .isDirectoryContaining("glob:**/model-dl4j.zip");
    }

    @Test
    void sparseRowsOfLibsvmTakeTheSameStepsForEveryLayout() throws Exception {
        Path libsvm = GeneratedTable.libsvm(folder.resolve("few.libsvm"), ROWS, 5);
        Map<String, String> settings = Map.of(
                "data.label", "label", "check.every", "last", "check.against", "local,reference,autodiff,numerical");
        Kind sparse = new Kind("sparse", new String[0], settings);
        TableRuns.Left one =
                runs.train("sparse-1", runs.config(libsvm, sparse.with("cluster.partitions", "1")), RunListener.NONE);
        for (String partitions : new String[] {"3", "8"}) {
            String id = "sparse-" + partitions;
            assertThat(runs.train(
                            id, runs.config(libsvm, sparse.with("cluster.partitions", partitions)), RunListener.NONE))
                    .isEqualTo(one);
        }
        SavedModel model = SavedModel.read(runs.output().resolve("sparse-1"));
        assertThat(model.card().architecture().sizes()).containsExactly(40, 6, 3);
        assertThat(Json.line(model.card().trainData())).contains("\"sparse\"");
    }

    @Test
    void aRunThatWasStoppedResumesWithTheSameBitsInAnotherFormat() throws Exception {
        GeneratedTable table = GeneratedTable.of(ROWS, 2);
        Kind kind = kind("resumed", "price", "data.label", "price", "network.loss", "mse", "train.keep", "best");
        Path csv = table.csv(folder.resolve("resumed.csv"), kind.all());
        Path json = table.json(folder.resolve("resumed.json"), kind.all());
        TableRuns.Left whole = runs.train("whole", runs.config(csv, kind.settings), RunListener.NONE);
        assertThatThrownBy(() -> runs.train("stopped", runs.config(csv, kind.settings), event -> {
                    if (event instanceof RunEvent.StepTaken taken
                            && taken.step().step() == 5) {
                        throw new IllegalStateException("power failure");
                    }
                }))
                .hasMessage("power failure");
        int[] resumedAfter = new int[1];
        assertThat(runs.train("stopped", runs.config(json, kind.with("cluster.partitions", "3")), event -> {
                    if (event instanceof RunEvent.TrainingBegun begun) {
                        resumedAfter[0] = begun.resumedAfter();
                    }
                }))
                .isEqualTo(whole);
        assertThat(resumedAfter[0]).isEqualTo(4);
    }

    @Test
    void anotherSourceIsTheValidationSetAndEvaluateGivesItsMetrics() throws Exception {
        GeneratedTable table = GeneratedTable.of(ROWS, 3);
        for (Kind kind : new Kind[] {classes(), regression()}) {
            Path train = table.rows(0, 240).csv(folder.resolve("t-" + kind.name + ".csv"), kind.all());
            Path valid = table.rows(240, ROWS).csv(folder.resolve("v-" + kind.name + ".csv"), kind.all());
            String id = "other-" + kind.name;
            runs.train(id, runs.config(train, kind.with("data.valid", valid.toString())), RunListener.NONE);
            ChosenModel model = runs.model(id, Map.of("cluster.partitions", "3"));
            Metrics heldOut = Objects.requireNonNull(model.model().card().heldOut());
            assertThat(runs.evaluate(model, valid, RunListener.NONE).metrics()).isEqualTo(heldOut);
            if (heldOut.regression() != null) { // in the target's own unit
                assertThat(heldOut.regression().rmse()).isBetween(1e3, 1e6);
            }
            // other columns first, one more, another format
            String label = kind.columns[0];
            Path json = table.rows(240, ROWS)
                    .json(
                            folder.resolve("v-" + kind.name + ".json"),
                            label,
                            "number",
                            "garden",
                            "façade",
                            "age of it",
                            "area.m2");
            assertThat(runs.evaluate(model, json, RunListener.NONE).metrics()).isEqualTo(heldOut);
        }
    }
}
