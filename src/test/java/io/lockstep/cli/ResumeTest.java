package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.config.RunConfig;
import io.lockstep.data.SmallDigits;
import io.lockstep.job.Connection;
import io.lockstep.job.RunEvent;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.job.Stop;
import io.lockstep.job.TrainJob;
import io.lockstep.report.EpochRecord;
import io.lockstep.run.RunFolder;
import io.lockstep.run.SavedModel;
import io.lockstep.train.StepRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is stopped at any of its steps and gone on with is the run that was not stopped, bit for bit: mini-batches, an
 * optimizer with a memory, a rate that changes, evaluations and the best model. {@link SubmitLocalIT} does it with kill -9.
 */
class ResumeTest {
    /** 500 rows in 10 blocks of 50, 3 a batch: 4 steps an epoch. */
    private static final Map<String, String> SETTINGS = Map.of(
            "data.source", SmallDigits.folder().toString(),
            "data.rows", "500",
            "network.layers", "784-12-10",
            "block.rows", "50",
            "batch.blocks", "3",
            "train.epochs", "2",
            "train.learning-rate", "0.01",
            "optimizer.name", "adam",
            "schedule.name", "one-cycle",
            "check.every", "off");

    private static final int STEPS = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path output;

    private RunConfig config(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        settings.put("run.output", output.toString());
        return RunConfig.load(null, settings);
    }

    /** An attempt at a run. What {@code progress} throws is what a failing machine would do to it. */
    private void train(String id, RunConfig config, RunListener listener) throws Exception {
        Connection spark = new Connection(() -> Sessions.open(id, config, RunListener.NONE));
        TrainJob job = TrainJob.prepare(new TrainJob.Request(config, id, Instant.now()), spark, listener);
        Throwable[] failure = new Throwable[1];
        SparkProperties.with(() -> {
            try (RunFolder folder = RunFolder.open(output, id, job.inputs())) {
                job.run(folder, Stop.NEVER);
            } catch (Throwable e) {
                failure[0] = e;
            }
            return 0;
        });
        if (failure[0] instanceof Exception e) {
            throw e;
        }
    }

    /** What a run has left, of which every bit must be the same. */
    private record Left(List<String> steps, List<EpochRecord> epochs, String model, int modelStep) {}

    private Left left(String id, RunConfig config) throws IOException {
        Connection none = new Connection(() -> {
            throw new AssertionError("images are found without Spark");
        });
        TrainJob job = TrainJob.prepare(new TrainJob.Request(config, id, Instant.now()), none, RunListener.NONE);
        try (RunFolder folder = RunFolder.open(output, id, job.inputs())) {
            SavedModel model = SavedModel.read(folder.path());
            return new Left(
                    folder.steps().stream().map(ResumeTest::bits).toList(),
                    folder.epochs().stream().map(ResumeTest::timeless).toList(),
                    model.parameters().sha256(),
                    model.card().step());
        }
    }

    private static String bits(StepRecord step) {
        return "%d %d %s %s %s"
                .formatted(step.step(), step.epoch(), step.loss(), step.learningRate(), step.parametersSha256());
    }

    private static EpochRecord timeless(EpochRecord epoch) {
        return new EpochRecord(epoch.epoch(), epoch.step(), epoch.heldOut(), epoch.parameters(), 0);
    }

    /** Ends the process, as far as that can be had in a test, when a step has been recorded and nothing more was done. */
    private static RunListener crashAt(int step) {
        return event -> {
            if (event instanceof RunEvent.StepTaken taken && taken.step().step() == step) {
                throw new IllegalStateException("power failure");
            }
        };
    }

    @Test
    void stoppedInItsSecondEpochItGoesOnWithTheSameBits() throws Exception {
        assertGoesOnWithTheSameBits(5); // the last checkpoint is that of step 3, in the first epoch
    }

    @Test
    @Tag("drill")
    void stoppedAtAnyOtherStepItGoesOnWithTheSameBits() throws Exception {
        assertGoesOnWithTheSameBits(1, 2, 3, 4, 6, 7, STEPS);
    }

    private void assertGoesOnWithTheSameBits(int... stops) throws Exception {
        RunConfig config = config(Map.of("run.checkpoint-every", "3", "train.keep", "best"));
        train("whole", config, RunListener.NONE);
        Left whole = left("whole", config);
        assertThat(output.resolve("whole/model"))
                .isDirectoryContaining("glob:**/model.onnx")
                .isDirectoryContaining("glob:**/model-dl4j.zip")
                .isDirectoryContaining("glob:**/w2.npy");
        assertThat(whole.steps()).hasSize(STEPS);
        assertThat(whole.epochs()).hasSize(2);
        for (int stop : stops) {
            String id = "stopped-at-" + stop;
            assertThatThrownBy(() -> train(id, config, crashAt(stop))).hasMessage("power failure");
            // another layout, too: it changes no bit
            train(
                    id,
                    config(Map.of("run.checkpoint-every", "3", "train.keep", "best", "cluster.partitions", "3")),
                    RunListener.NONE);
            assertThat(left(id, config)).as(id).isEqualTo(whole);
        }
    }

    @Test
    void aRunThatEndedEarlyAndLostItsModelTakesNoFurtherStep() throws Exception {
        // without a step that moves anything, the second evaluation is no better than the first
        RunConfig config = config(Map.of(
                "train.learning-rate",
                "1e-30",
                "train.patience",
                "1",
                "train.epochs",
                "5",
                "run.checkpoint-every",
                "1"));
        train("early", config, RunListener.NONE);
        Left early = left("early", config);
        assertThat(early.steps()).hasSize(8); // of 20
        Files.delete(output.resolve("early/_SUCCESS")); // as if it had ended before its model was written
        Files.move(output.resolve("early"), output.resolve("early.partial"));
        Files.move(output.resolve("early.partial/model"), output.resolve("lost"));
        train("early", config, crashAt(9)); // does not come so far
        assertThat(left("early", config)).isEqualTo(early);
    }

    @Test
    void aRunThatDivergesNamesItsLastGoodCheckpoint() {
        RunConfig config = config(Map.of(
                "optimizer.name",
                "sgd",
                "schedule.name",
                "constant",
                "train.learning-rate",
                "1e4",
                "run.checkpoint-every",
                "1"));
        assertThatThrownBy(() -> train("diverging", config, RunListener.NONE))
                .hasMessageMatching(
                        "(?s)step \\d+, (block \\d+, )?(w|b|loss).* The last good checkpoint is that of step \\d+,"
                                + " in .*diverging.partial/checkpoints\\.");
        RunConfig atOnce = config(Map.of("optimizer.name", "sgd", "train.learning-rate", "1e38"));
        assertThatThrownBy(() -> train("at-once", atOnce, RunListener.NONE))
                .hasMessageEndingWith(" There is no earlier checkpoint.");
    }

    @Test
    void aRunOfMiniBatchesIsReproducedUnderAnotherLayout() throws Exception {
        RunConfig config = config(Map.of());
        train("again", config, RunListener.NONE);
        int code = SparkProperties.with(() -> CommandLines.execute(
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(Writer.nullWriter()),
                "reproduce",
                output.resolve("again").toString(),
                "--partitions",
                "4"));
        assertThat(code).isZero();
    }
}
