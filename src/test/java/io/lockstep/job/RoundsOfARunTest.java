package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.SmallDigits;
import io.lockstep.report.RunRecord;
import io.lockstep.report.StepExecution;
import io.lockstep.run.RunFolder;
import io.lockstep.train.StepRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose steps are rounds of a stage is the run whose steps are jobs: it evaluates, checks, saves and stops at the same steps. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class RoundsOfARunTest {
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("network.layers", "784-8-10"),
            Map.entry("block.rows", "20"),
            Map.entry("batch.blocks", "5"),
            Map.entry("train.epochs", "2"),
            Map.entry("train.evaluate-every", "1"),
            Map.entry("train.learning-rate", "0.01"),
            Map.entry("optimizer.name", "adamw"),
            Map.entry("check.every", "7"),
            Map.entry("check.against", "local"),
            Map.entry("check.audit", "0"),
            Map.entry("run.checkpoint-every", "5"));

    @TempDir
    private static Path output;

    private static SharedSpark spark;

    @BeforeAll
    static void start() {
        spark = SharedSpark.start();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static RunConfig config(String steps, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("data.source", SmallDigits.folder().toString());
        settings.put("run.output", output.toString());
        settings.put("cluster.steps", steps);
        settings.putAll(more);
        return RunConfig.load(null, settings);
    }

    /** What a run has told, and left. */
    private record Ended(List<RunEvent> events, TrainJob.Result result) {
        List<String> told() {
            return events.stream()
                    .map(Ended::words)
                    .filter(words -> !words.isEmpty())
                    .toList();
        }

        /** All that does not depend on time or on how steps are executed. */
        private static String words(RunEvent event) {
            if (event instanceof RunEvent.StepTaken taken) {
                StepRecord step = taken.step();
                return "step %d %s %s %s"
                        .formatted(step.step(), step.loss(), step.gradientNorm(), step.parametersSha256());
            } else if (event instanceof RunEvent.Evaluated evaluated) {
                return "evaluated %d %s"
                        .formatted(evaluated.epoch().step(), evaluated.epoch().heldOut());
            } else if (event instanceof RunEvent.Verified verified) {
                return "verified " + verified.verification().step();
            }
            return "";
        }

        StepExecution execution() {
            return Objects.requireNonNull(result.record().execution());
        }

        List<String> digests() {
            return result.records().stream()
                    .map(step -> step.step() + " " + step.parametersSha256() + " " + step.tensorSha256())
                    .toList();
        }
    }

    private static Ended train(String id, RunConfig config, Stop stop) throws Exception {
        List<RunEvent> events = Collections.synchronizedList(new ArrayList<>());
        try (Connection connection =
                new Connection(() -> ClusterSession.attach(session(), Sessions.needs(config), notice -> {}))) {
            TrainJob job = TrainJob.prepare(new TrainJob.Request(config, id, Instant.now()), connection, events::add);
            try (RunFolder folder = RunFolder.open(output, id, job.inputs())) {
                return new Ended(events, job.run(folder, stop));
            }
        }
    }

    private static SparkSession session() {
        return spark.session();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyWayOfExecutingStepsTellsTheSameAtTheSameSteps(int partitions) throws Exception {
        Map<String, String> layout = Map.of("cluster.partitions", Integer.toString(partitions));
        Ended jobs = train("job-" + partitions, config("job", layout), Stop.NEVER);
        assertThat(jobs.told()).anyMatch(words -> words.startsWith("evaluated")).contains("verified 7");
        assertThat(jobs.execution().mode()).isEqualTo("job");
        assertThat(jobs.execution().reason()).isEqualTo("cluster.steps = job");
        assertThat(jobs.execution().rounds()).isZero();
        for (String steps : List.of("stage", "auto")) {
            Ended rounds = train(steps + "-" + partitions, config(steps, layout), Stop.NEVER);
            assertThat(rounds.told()).isEqualTo(jobs.told());
            assertThat(rounds.digests()).isEqualTo(jobs.digests());
            assertThat(rounds.result().last().parameters().sha256())
                    .isEqualTo(jobs.result().last().parameters().sha256());
            assertThat(rounds.result().bestStep()).isEqualTo(jobs.result().bestStep());
            List<RunEvent> begun = rounds.events().stream()
                    .filter(RunEvent.RoundBegun.class::isInstance)
                    .toList();
            assertThat(begun).hasSizeGreaterThan(1);
            RunRecord record = rounds.result().record();
            assertThat(record.execution()).isNotNull();
            assertThat(rounds.execution().mode()).isEqualTo("stage");
            assertThat(rounds.execution().reason()).isEmpty();
            assertThat(rounds.execution().rounds()).isEqualTo(begun.size());
            assertThat(rounds.events())
                    .filteredOn(RunEvent.StepsChosen.class::isInstance)
                    .first()
                    .isEqualTo(new RunEvent.StepsChosen(steps + "-" + partitions, true, partitions, ""));
        }
    }

    @Test
    void automaticTakesJobsWhereThereAreTooFewSlotsAndSaysWhy() throws Exception {
        Map<String, String> layout = Map.of("cluster.partitions", "3", "cluster.elastic", "false");
        Ended jobs = train("job-3", config("job", layout), Stop.NEVER);
        Ended auto = train("auto-3", config("auto", layout), Stop.NEVER);
        assertThat(auto.told()).isEqualTo(jobs.told());
        assertThat(auto.execution().mode()).isEqualTo("job");
        assertThat(auto.execution().reason()).contains("3 partitions need as many task slots, and there are 2");
        assertThat(auto.execution().rounds()).isZero();
        assertThatThrownBy(() -> train("stage-3", config("stage", layout), Stop.NEVER))
                .hasMessageContaining("3 partitions need as many task slots")
                .satisfies(failure -> assertThat(Verdict.of(failure)).isEqualTo(Verdict.RESOURCES));
    }

    @Test
    void whereEachStepIsLookedAtAutomaticTakesJobs() throws Exception {
        Ended auto = train("auto-each", config("auto", Map.of("check.every", "1")), Stop.NEVER);
        assertThat(auto.execution().mode()).isEqualTo("job");
        assertThat(auto.execution().reason()).isEqualTo("the driver evaluates, checks or saves after each step");
    }

    /** As SIGTERM and run.max-runtime do it. */
    private static final class After implements Stop {
        private final int looks;
        private int looked;

        After(int looks) {
            this.looks = looks;
        }

        @Override
        public @Nullable String reason() {
            return ++looked >= looks ? "told to stop" : null;
        }

        @Override
        public void toGiveUpTheStep(Runnable action) {}

        @Override
        public void ended(Verdict verdict) {}
    }

    /** Nothing but the end of the run would end the round. */
    @Test
    void aStoppedRoundLeavesACheckpointAndTheRunResumesWithTheSameBits() throws Exception {
        Map<String, String> rare = new HashMap<>(Map.of(
                "check.every", "off",
                "train.evaluate-every", "0",
                "run.checkpoint-every", "1000000",
                "train.epochs", "100"));
        RunConfig config = config("stage", rare);
        int[] last = new int[1];
        assertThatThrownBy(() -> train("stopped", config, new After(8)))
                .isInstanceOf(StoppedException.class)
                .satisfies(failure -> {
                    String message = String.valueOf(failure.getMessage());
                    assertThat(message).startsWith("told to stop; the run stopped after step ");
                    last[0] = Integer.parseInt(message.replaceAll(".*after step ([0-9,]+) of.*", "$1")
                            .replace(",", ""));
                });
        assertThat(last[0]).isGreaterThanOrEqualTo(8);
        assertThat(output.resolve("stopped.partial").resolve("checkpoints")).isNotEmptyDirectory();
        Ended resumed = train("stopped", config, Stop.NEVER);
        assertThat(resumed.events())
                .filteredOn(RunEvent.TrainingBegun.class::isInstance)
                .first()
                .satisfies(event -> assertThat(((RunEvent.TrainingBegun) event).resumedAfter())
                        .isEqualTo(last[0]));
        Ended undisturbed = train("undisturbed", config, Stop.NEVER);
        assertThat(resumed.digests()).isEqualTo(undisturbed.digests());
    }

    @Test
    void anotherWordIsRefused() {
        assertThatThrownBy(() -> config("rounds", Map.of())).isInstanceOf(ConfigException.class);
    }
}
