package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.RunConfig;
import io.lockstep.data.SmallDigits;
import io.lockstep.gradient.DivergedException;
import io.lockstep.report.RunRecord;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunMemory;
import io.lockstep.train.StepRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training called from an application: no screen, no process of its own, and the application's Spark, with Kryo as its serialiser. */
class TrainJobTest {
    private static final int STEPS = 6;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path output;

    @SuppressWarnings("NullAway.Init")
    private static SparkSession application;

    @BeforeAll
    static void startTheApplication() {
        application = SparkSession.builder()
                .master("local[2]")
                .appName("application")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .getOrCreate();
    }

    @AfterAll
    static void stopTheApplication() {
        application.stop();
    }

    @Test
    void twoTrainingsAtOnceInOneContextHaveTheBitsOfEachAlone() throws Exception {
        List<List<String>> alone = List.of(digests("first-alone", 1), digests("second-alone", 2));
        assertThat(alone.get(0)).hasSize(STEPS).isNotEqualTo(alone.get(1));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<String>>> both = IntStream.of(1, 2)
                    .mapToObj(seed -> threads.submit(() -> digests("at-once-" + seed, seed)))
                    .toList();
            assertThat(both.get(0).get()).isEqualTo(alone.get(0));
            assertThat(both.get(1).get()).isEqualTo(alone.get(1));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatHappensIsToldInOrderAndTheResultHasIt() throws Exception {
        List<RunEvent> events = Collections.synchronizedList(new ArrayList<>());
        TrainJob.Result result = train("told", config(1, Map.of("train.evaluate-every", "3")), events::add);
        assertThat(events.stream()
                        .map(event -> event.getClass().getSimpleName())
                        .distinct())
                .containsExactly(
                        "DataFound",
                        "DataRead",
                        "ValidationDataRead",
                        "MachineChosen",
                        "NetworkChosen",
                        "BitsCompared",
                        "ActivationsMeasured",
                        "TrainingBegun",
                        "StepsChosen",
                        "RoundBegun",
                        "StepTaken",
                        "Evaluated",
                        "Verified");
        assertThat(result.records().stream().map(StepRecord::parametersSha256))
                .containsExactlyElementsOf(events.stream()
                        .filter(RunEvent.StepTaken.class::isInstance)
                        .map(event -> ((RunEvent.StepTaken) event).step().parametersSha256())
                        .toList());
        assertThat(result.verifications()).hasSize(1).allMatch(each -> each.agrees());
        assertThat(Objects.requireNonNull(result.model().heldOut()).exampleCount())
                .isEqualTo(SmallDigits.VALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void inMemoryItHasTheBitsOfARunInAFolderAndWritesNothing(int partitions) throws Exception {
        Map<String, String> settings = Map.of(
                "train.evaluate-every", "1",
                "train.keep", "best",
                "run.checkpoint-every", "1",
                "cluster.partitions", Integer.toString(partitions));
        TrainJob.Result folder = train("folder-" + partitions, config(1, settings), RunListener.NONE);
        Path elsewhere = output.resolve("nothing-" + partitions);
        Map<String, String> inMemory = new HashMap<>(settings);
        inMemory.put("run.output", elsewhere.toString());
        RunMemory memory = new RunMemory();
        List<RunEvent> events = new ArrayList<>();
        TrainJob.Result result = train("memory", config(1, inMemory), events::add, memory);
        assertThat(result.records().stream().map(StepRecord::parametersSha256))
                .hasSize(STEPS)
                .containsExactlyElementsOf(folder.records().stream()
                        .map(StepRecord::parametersSha256)
                        .toList());
        assertThat(result.epochs()).hasSameSizeAs(folder.epochs()).isNotEmpty();
        assertThat(result.bestStep()).isEqualTo(folder.bestStep()).isPositive();
        assertThat(result.saved().parameters().sha256())
                .isEqualTo(folder.saved().parameters().sha256());
        assertThat(memory.model()).isSameAs(result.saved());
        assertThat(memory.record()).isSameAs(result.record());
        assertThat(result.record().verdict()).isEqualTo("ok");
        assertThat(elsewhere).doesNotExist();
        assertThat(events)
                .filteredOn(RunEvent.TrainingBegun.class::isInstance)
                .allSatisfy(event ->
                        assertThat(((RunEvent.TrainingBegun) event).folder()).isNull());
    }

    @Test
    void stoppedInMemoryItHasARecordAndPromisesNoResumption() {
        RunMemory memory = new RunMemory();
        assertThatThrownBy(() -> train("stopped", config(1, Map.of()), RunListener.NONE, memory, new Stop() {
                    @Override
                    public String reason() {
                        return "told to stop";
                    }

                    @Override
                    public void toGiveUpTheStep(Runnable action) {}

                    @Override
                    public void ended(Verdict verdict) {
                        assertThat(verdict).isEqualTo(Verdict.INTERRUPTED);
                    }
                }))
                .isInstanceOf(StoppedException.class)
                .hasMessage("told to stop; the run stopped after step 1 of 6.");
        assertThat(memory.model()).isNull();
        RunRecord record = Objects.requireNonNull(memory.record());
        assertThat(record.verdict()).isEqualTo("interrupted");
        assertThat(record.steps()).hasSize(1);
    }

    @Test
    void aTrainingThatFailsLeavesTheContextUsableAndItsVerdictToTheCaller() throws Exception {
        RunConfig diverging = config(1, Map.of("train.learning-rate", "1e38"));
        List<RunEvent> events = new ArrayList<>();
        assertThatThrownBy(() -> train("diverging", diverging, events::add))
                .isInstanceOf(DivergedException.class)
                .satisfies(failure -> assertThat(Verdict.of(failure)).isEqualTo(Verdict.DIVERGED));
        assertThat(events.get(events.size() - 1))
                .isEqualTo(new RunEvent.RunFailed(output.resolve("diverging.partial"), Verdict.DIVERGED));
        assertThat(application.range(10).count()).isEqualTo(10);
        assertThat(application.sparkContext().persistentRdds().isEmpty()).isTrue();
    }

    private static List<String> digests(String id, int seed) throws Exception {
        return train(id, config(seed, Map.of()), RunListener.NONE).records().stream()
                .map(StepRecord::parametersSha256)
                .toList();
    }

    private static TrainJob.Result train(String id, RunConfig config, RunListener listener) throws Exception {
        try (Connection spark =
                new Connection(() -> ClusterSession.attach(application, Sessions.needs(config), listener::notice))) {
            TrainJob job = TrainJob.prepare(new TrainJob.Request(config, id, Instant.now()), spark, listener);
            try (RunFolder folder = RunFolder.open(output, id, job.inputs())) {
                return job.run(folder, Stop.NEVER);
            }
        }
    }

    private static TrainJob.Result train(String id, RunConfig config, RunListener listener, RunMemory memory)
            throws Exception {
        return train(id, config, listener, memory, Stop.NEVER);
    }

    private static TrainJob.Result train(String id, RunConfig config, RunListener listener, RunMemory memory, Stop stop)
            throws Exception {
        try (Connection spark =
                new Connection(() -> ClusterSession.attach(application, Sessions.needs(config), listener::notice))) {
            return TrainJob.prepare(new TrainJob.Request(config, id, Instant.now()), spark, listener)
                    .run(memory, stop);
        }
    }

    private static RunConfig config(int seed, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "data.source", SmallDigits.folder().toString(),
                "network.layers", "784-12-10",
                "block.rows", "100",
                "train.steps", Integer.toString(STEPS),
                "run.seed", Integer.toString(seed),
                "run.output", output.toString()));
        settings.putAll(more);
        return RunConfig.load(null, settings);
    }
}
