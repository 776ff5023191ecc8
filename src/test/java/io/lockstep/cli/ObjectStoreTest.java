package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.RunConfig;
import io.lockstep.data.SmallDigits;
import io.lockstep.hadoop.ObjectStore;
import io.lockstep.job.Connection;
import io.lockstep.job.RunEvent;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.job.Stop;
import io.lockstep.job.TrainJob;
import io.lockstep.run.RecordedRun;
import io.lockstep.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs and predictions where nothing is renamed: {@code _SUCCESS} alone says what is complete. */
class ObjectStoreTest extends CommandFixture {
    private static final int STEPS = 8;
    private static final Map<String, String> SETTINGS = Map.of(
            "data.rows", "300",
            "network.layers", "784-6-10",
            "block.rows", "50",
            "batch.blocks", "3",
            "train.steps", Integer.toString(STEPS),
            "train.learning-rate", "0.01",
            "optimizer.name", "adam",
            "run.checkpoint-every", "3",
            "check.every", "off");

    @BeforeEach
    void begin() {
        System.setProperty(ObjectStore.SETTING, ObjectStore.class.getName());
    }

    @AfterEach
    void end() {
        System.clearProperty(ObjectStore.SETTING);
    }

    private static String digits() {
        return ObjectStore.uri(SmallDigits.folder());
    }

    private Map<String, String> settings(String source, String output) {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.put("data.source", source);
        settings.put("run.output", output);
        return settings;
    }

    private int train(String source, String output, String id) {
        List<String> arguments = new ArrayList<>(List.of("train", "--run-id", id));
        settings(source, output).forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return run(arguments.toArray(String[]::new));
    }

    private static List<String> digests(Path run) {
        return RecordedRun.read(run).steps().stream()
                .map(step -> step.parametersSha256())
                .toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** An attempt that ends as if the machine had, after this step: nothing is closed, but the lock. */
    private void stopAfter(int step, String output, String id) {
        RunConfig config = RunConfig.load(null, settings(digits(), output));
        RunListener crash = event -> {
            if (event instanceof RunEvent.StepTaken taken && taken.step().step() == step) {
                throw new IllegalStateException("power failure");
            }
        };
        SparkProperties.with(() -> {
            try (Connection spark = new Connection(() -> Sessions.open(id, config, RunListener.NONE))) {
                TrainJob job = TrainJob.prepare(new TrainJob.Request(config, id, Instant.now()), spark, crash);
                try (RunFolder folder = RunFolder.open(config.run().folder(), id, job.inputs())) {
                    job.run(folder, Stop.NEVER);
                }
            } catch (Exception e) {
                assertThat(e).hasMessage("power failure");
            }
            return 0;
        });
    }

    @Test
    void aRunIsCompleteWithItsMarkerResumesAndPredicts() throws IOException {
        assertThat(train(
                        SmallDigits.folder().toString(), folder.resolve("local").toString(), "whole"))
                .as(err.toString())
                .isZero();
        Path runs = folder.resolve("runs");
        stopAfter(5, ObjectStore.uri(runs), "nightly");
        assertThat(names(runs)).containsExactly("nightly");
        assertThat(runs.resolve("nightly/_SUCCESS")).doesNotExist();
        assertThat(names(runs.resolve("nightly/checkpoints"))).containsExactly("best-00000002", "step-00000003");
        assertThat(run("evaluate", ObjectStore.uri(runs.resolve("nightly")), "--data", digits()))
                .isEqualTo(ExitCode.DATA.code());

        // as a process leaves it that is killed while it writes a checkpoint: no summary, not counted
        Files.createDirectories(runs.resolve("nightly/checkpoints/step-00000006"));
        Files.writeString(runs.resolve("nightly/checkpoints/step-00000006/w1.npy"), "half");
        assertThat(train(digits(), ObjectStore.uri(runs), "nightly"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("resuming from the checkpoint of step 3")
                .doesNotContain("expected a checkpoint with");
        assertThat(digests(runs.resolve("nightly"))).isEqualTo(digests(folder.resolve("local/whole")));
        assertThat(runs.resolve("nightly/_SUCCESS")).exists();
        assertThat(names(runs)).containsExactly("nightly");
        assertThat(train(digits(), ObjectStore.uri(runs), "nightly")).isZero();
        assertThat(out.toString()).contains("already complete");

        String model = ObjectStore.uri(runs.resolve("nightly"));
        assertThat(run("evaluate", model, "--data", digits()))
                .as(err.toString())
                .isZero();
        Path predicted = folder.resolve("predicted");
        for (String more : List.of("--format=csv", "--overwrite")) {
            assertThat(run("predict", model, "--data", digits(), "--out", ObjectStore.uri(predicted), more))
                    .as(err.toString())
                    .isZero();
            assertThat(predicted.resolve("_SUCCESS")).exists();
        }
        assertThat(names(folder)).contains("predicted").noneMatch(name -> name.matches(".*(partial|replaced|lock)"));
    }

    @Test
    void aRunThatWasInterruptedIsNoModel() throws IOException {
        Path runs = folder.resolve("runs");
        assertThat(train(digits(), ObjectStore.uri(runs), "nightly"))
                .as(err.toString())
                .isZero();
        Files.delete(runs.resolve("nightly/_SUCCESS"));
        assertThat(run("evaluate", ObjectStore.uri(runs.resolve("nightly")), "--data", digits()))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString())
                .contains("expected a complete run, with _SUCCESS", "run train with the same run.id")
                .hasLineCount(1);
    }

    @Test
    void aFolderThatIsNoRunIsLeftAlone() throws IOException {
        Path theirs = Files.createDirectories(folder.resolve("runs/nightly"));
        Files.writeString(theirs.resolve("letter"), "keep me");
        assertThat(train(digits(), ObjectStore.uri(folder.resolve("runs")), "nightly"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("which is not a run");
        assertThat(names(theirs)).containsExactly("letter");
    }

    @Test
    void aFileSystemThatNobodyKnowsIsToldInALine() throws IOException {
        assertThat(train("drawn", "nobody://bucket/runs", "nightly")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .contains(
                        "run.output: expected a path on a file system that Hadoop can open, found nobody://bucket/runs",
                        "No FileSystem for scheme \"nobody\"")
                .hasLineCount(1);
        assertThat(train("nobody://bucket/digits", folder.resolve("runs").toString(), "nightly"))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString())
                .contains("No FileSystem for scheme \"nobody\"")
                .hasLineCount(1);
        assertThat(run("predict", "nobody://bucket/model", "--data=drawn", "--out=x"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(run("evaluate", ObjectStore.uri(folder.resolve("none")), "--data", digits()))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("no such folder").hasLineCount(1);
        assertThat(names(folder)).isEmpty();
    }
}
