package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.table.HeldOut;
import io.lockstep.cluster.table.TableData;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.table.TableCard;
import io.lockstep.run.RecordedRun;
import io.lockstep.run.RunMemory;
import io.lockstep.run.SavedModel;
import io.lockstep.train.StepRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All rows of a table are for training: nothing is evaluated, and the training loss of the epochs says which parameters are best. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class WithoutValidationTest {
    private static final int ROWS = 300;
    private static final String[] COLUMNS = {"area.m2", "age of it", "façade", "garden", "class"};

    @TempDir
    private static Path folder;

    private static SharedSpark spark;
    private static TableRuns runs;
    private static Path csv;

    @BeforeAll
    static void start() throws Exception {
        spark = SharedSpark.start();
        runs = new TableRuns(spark, folder.resolve("runs"));
        csv = GeneratedTable.of(ROWS, 1).csv(folder.resolve("houses.csv"), COLUMNS);
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    /** The rate is so large that the loss soon rises: the best epoch is not the last. */
    private static RunConfig config(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "data.label", "class",
                "data.valid", "0",
                "train.epochs", "5",
                "train.learning-rate", "2",
                "train.keep", "best",
                "optimizer.name", "momentum",
                "schedule.name", "constant"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return runs.config(csv, settings);
    }

    private static TrainJob.Result inMemory(RunConfig config, RunListener listener) throws Exception {
        try (Connection connection = spark.connection(config)) {
            TrainData data = TrainData.of(
                    "rows of the application",
                    connection
                            .session()
                            .run(() -> TableData.load(
                                    connection.session().spark(),
                                    "houses",
                                    spark.session()
                                            .read()
                                            .option("header", "true")
                                            .csv(csv.toString()),
                                    config.table().choice(),
                                    false,
                                    HeldOut.NOTHING,
                                    config.run().seed(),
                                    listener::notice)));
            return TrainJob.of(new TrainJob.Request(config, "memory", Instant.now()), data, connection, listener)
                    .run(new RunMemory(), Stop.NEVER);
        }
    }

    @Test
    void everyLayoutTakesTheSameStepsAndKeepsTheSameModel() throws Exception {
        TrainJob.Result one = inMemory(config("cluster.partitions", "1"), RunListener.NONE);
        for (String partitions : List.of("2", "7")) {
            TrainJob.Result other = inMemory(config("cluster.partitions", partitions), RunListener.NONE);
            assertThat(other.records().stream().map(StepRecord::parametersSha256))
                    .containsExactlyElementsOf(one.records().stream()
                            .map(StepRecord::parametersSha256)
                            .toList());
            assertThat(other.bestStep()).isEqualTo(one.bestStep());
            assertThat(other.saved().card().parametersSha256())
                    .isEqualTo(one.saved().card().parametersSha256());
        }
    }

    @Test
    void theParametersAfterTheEpochWithTheSmallestTrainingLossAreKept() throws Exception {
        List<RunEvent> events = new ArrayList<>();
        TrainJob.Result result = inMemory(config(), events::add);
        Map<Integer, Double> losses = result.records().stream()
                .collect(Collectors.groupingBy(
                        StepRecord::epoch, Collectors.averagingDouble(step -> step.loss() * step.exampleCount())));
        int best = losses.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        assertThat(best).isLessThan(5);
        StepRecord kept = result.records().stream()
                .filter(step -> step.epoch() == best)
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(result.bestStep()).isEqualTo(kept.step());
        assertThat(result.saved().parameters().sha256()).isEqualTo(kept.parametersSha256());
        assertThat(result.model().heldOut()).isNull();
        assertThat(result.record().dataNote()).isEqualTo("rows of the application");
        assertThat(result.record().trainData().rows()).isEqualTo(ROWS);
        assertThat(result.epochs()).isEmpty();
        assertThat(events).noneMatch(RunEvent.Evaluated.class::isInstance);
    }

    @Test
    void patienceStopsWhenTheTrainingLossNoLongerFalls() throws Exception {
        TrainJob.Result whole = inMemory(config("train.epochs", "8"), RunListener.NONE);
        TrainJob.Result patient = inMemory(config("train.epochs", "8", "train.patience", "1"), RunListener.NONE);
        assertThat(patient.records().size()).isLessThan(whole.records().size());
        assertThat(patient.records().stream().map(StepRecord::parametersSha256))
                .containsExactlyElementsOf(whole.records().stream()
                        .limit(patient.records().size())
                        .map(StepRecord::parametersSha256)
                        .toList());
    }

    @Test
    void aRunThatWasStoppedResumesWithTheSameBestModel() throws Exception {
        TableRuns.Left whole = runs.train("whole", config(), RunListener.NONE);
        for (int crash : new int[] {4, 8, 13}) {
            String id = "stopped-" + crash;
            assertThatThrownBy(() -> runs.train(id, config(), event -> {
                        if (event instanceof RunEvent.StepTaken taken
                                && taken.step().step() == crash) {
                            throw new IllegalStateException("power failure");
                        }
                    }))
                    .hasMessage("power failure");
            assertThat(runs.train(id, config("cluster.partitions", "3"), RunListener.NONE))
                    .isEqualTo(whole);
            assertThat(SavedModel.read(runs.output().resolve(id)).card().step())
                    .isEqualTo(SavedModel.read(runs.output().resolve("whole"))
                            .card()
                            .step());
        }
    }

    @Test
    void theModelIsReadEvaluatedAndReproduced() throws Exception {
        RunConfig config = config("train.keep", "last", "train.epochs", "2", "check.every", "last");
        runs.train("plain", config, RunListener.NONE);
        Path run = runs.output().resolve("plain");
        assertThat(Files.readString(run.resolve("model/model.json"))).doesNotContain("\"heldOut");
        assertThat(Files.readString(run.resolve("run.json"))).doesNotContain("\"heldOut");
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("no validation set")
                .doesNotContain("could not be generated");
        ChosenModel model = runs.model("plain", Map.of());
        assertThat(model.model().card().heldOutData()).isNull();
        assertThat(model.model().card().trainData()).isInstanceOf(TableCard.class);
        assertThat(runs.evaluate(model, csv, RunListener.NONE).metrics().exampleCount())
                .isEqualTo(ROWS);
        RecordedRun recorded = RecordedRun.read(run);
        try (Connection connection = spark.connection(config)) {
            ReproduceJob job = ReproduceJob.prepare(
                    run, recorded, recorded.configuration(), csv.toString(), connection, RunListener.NONE);
            assertThat(job.dataDifferences()).isEmpty();
            assertThat(connection
                            .session()
                            .run(() -> job.on(connection.session(), 5))
                            .verdict())
                    .isEqualTo("ok");
        }
    }

    @Test
    void theAccuracyCannotDecide() {
        assertThatThrownBy(() -> config("train.monitor", "accuracy"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.monitor: expected loss with data.valid = 0, found");
        RunConfig ofTheSource = config("train.monitor", "accuracy", "data.valid", "0.2");
        assertThatThrownBy(() -> inMemory(ofTheSource, RunListener.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.monitor: expected loss, because there is no validation set");
    }
}
