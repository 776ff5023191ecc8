package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.run.RecordedRun;
import io.lockstep.run.SavedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that begins with a model. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class WarmStartTest {
    private static final String[] COLUMNS = {"area.m2", "age of it", "façade", "garden", "class"};
    private static final int STEPS = 4;

    @TempDir
    private static Path folder;

    private static SharedSpark spark;
    private static TableRuns runs;
    private static Path csv;
    private static Path others;

    @BeforeAll
    static void start() throws Exception {
        spark = SharedSpark.start();
        runs = new TableRuns(spark, folder.resolve("runs"));
        csv = GeneratedTable.of(300, 1).csv(folder.resolve("houses.csv"), COLUMNS);
        others = GeneratedTable.of(200, 7).csv(folder.resolve("others.csv"), COLUMNS);
        runs.train("sgd-half", config(csv, "sgd", STEPS), RunListener.NONE);
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static RunConfig config(Path source, String optimizer, int steps, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "data.label", "class",
                "data.valid", "0",
                "batch.blocks", "0",
                "train.epochs", "0",
                "train.steps", Integer.toString(steps),
                "optimizer.name", optimizer,
                "schedule.name", "constant",
                "train.learning-rate", "0.05"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return runs.config(source, settings);
    }

    private static String model(String id) {
        return runs.output().resolve(id).toString();
    }

    private static List<String> digests(TableRuns.Left left) {
        return left.steps().stream()
                .map(step -> step.substring(step.lastIndexOf(' ') + 1))
                .toList();
    }

    @Test
    void withAnOptimizerWithoutMemoryTwoHalvesAreTheWholeForEveryLayout() throws Exception {
        List<String> whole = digests(runs.train("sgd-whole", config(csv, "sgd", 2 * STEPS), RunListener.NONE));
        for (String partitions : List.of("1", "2", "7")) {
            RunConfig second = config(
                    csv, "sgd", STEPS, "train.initial-model", model("sgd-half"), "cluster.partitions", partitions);
            assertThat(digests(runs.train("sgd-second-" + partitions, second, RunListener.NONE)))
                    .isEqualTo(whole.subList(STEPS, 2 * STEPS));
        }
    }

    @Test
    void anOptimizerWithAMemoryBeginsAnew() throws Exception {
        List<String> whole = digests(runs.train("adam-whole", config(csv, "adam", 2 * STEPS), RunListener.NONE));
        List<String> half = digests(runs.train("adam-half", config(csv, "adam", STEPS), RunListener.NONE));
        assertThat(half).isEqualTo(whole.subList(0, STEPS));
        RunConfig second = config(csv, "adam", STEPS, "train.initial-model", model("adam-half"));
        assertThat(digests(runs.train("adam-second", second, RunListener.NONE))).doesNotContainAnyElementsOf(whole);
    }

    @Test
    void otherRowsAreReadByTheSchemaOfTheModelAndTheRunIsReproducedFromIt() throws Exception {
        RunConfig second = config(others, "sgd", STEPS, "train.initial-model", model("sgd-half"));
        runs.train("moved", second, RunListener.NONE);
        assertThat(SavedModel.read(runs.output().resolve("moved")).card().schema())
                .isEqualTo(SavedModel.read(runs.output().resolve("sgd-half"))
                        .card()
                        .schema());
        runs.train("alone", config(others, "sgd", STEPS), RunListener.NONE);
        assertThat(SavedModel.read(runs.output().resolve("alone")).card().schema())
                .isNotEqualTo(SavedModel.read(runs.output().resolve("sgd-half"))
                        .card()
                        .schema());
        RecordedRun recorded = RecordedRun.read(runs.output().resolve("moved"));
        try (Connection connection = spark.connection(second)) {
            ReproduceJob job = ReproduceJob.prepare(
                    others, recorded, recorded.configuration(), others.toString(), connection, RunListener.NONE);
            assertThat(connection
                            .session()
                            .run(() -> job.on(connection.session(), 5))
                            .verdict())
                    .isEqualTo("ok");
            assertThatThrownBy(() -> ReproduceJob.prepare(
                            others,
                            recorded,
                            recorded.configuration(Map.of("train.initial-model", model("alone"))),
                            others.toString(),
                            connection,
                            RunListener.NONE))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("train.initial-model: expected the model that the run began with");
            assertThatThrownBy(() -> ReproduceJob.prepare(
                            others,
                            recorded,
                            recorded.configuration(Map.of("train.initial-model", "")),
                            others.toString(),
                            connection,
                            RunListener.NONE))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("-D train.initial-model=FOLDER");
        }
    }

    @Test
    void anotherModelIsAnotherRunAndAnotherPathIsNot() throws Exception {
        RunConfig begun = config(csv, "sgd", STEPS, "train.initial-model", model("sgd-half"));
        TableRuns.Left left = runs.train("known", begun, RunListener.NONE);
        assertThat(left.steps()).hasSize(STEPS);
        runs.train("longer", config(csv, "sgd", STEPS + 1), RunListener.NONE);
        RunConfig other = config(csv, "sgd", STEPS, "train.initial-model", model("longer"));
        assertThatThrownBy(() -> runs.train("known", other, RunListener.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("initial model, sha-256 of its parameters was ");
        assertThat(begun.inputs())
                .isEqualTo(config(csv, "sgd", STEPS).inputs())
                .doesNotContainKeys("train.initial-model", "train.tolerance"); // inputs of earlier builds stay the same
    }

    @Test
    void aModelThatDoesNotFitIsRefused() {
        assertRefused(
                "the network 6-5-3, relu, cross-entropy, as configured, found one with 6-6-3", "network.hidden", "5");
        assertRefused("a model with the loss mse", "network.loss", "mse");
        assertRefused(
                "a model that predicts garden, as configured, found one that predicts class", "data.label", "garden");
        RunConfig none = config(
                csv, "sgd", STEPS, "train.initial-model", folder.resolve("none").toString());
        assertThatThrownBy(() -> runs.train("refused", none, RunListener.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a model");
    }

    private static void assertRefused(String message, String key, String value) {
        RunConfig config = config(csv, "sgd", STEPS, "train.initial-model", model("sgd-half"), key, value);
        assertThatThrownBy(() -> runs.train("refused", config, RunListener.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("train.initial-model: expected ")
                .hasMessageContaining(message);
    }
}
