package io.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.run.OutputException;
import io.lockstep.train.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.param.ParamMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings with a folder for their checkpoints: they resume, and are not done twice. */
@Tag("drill")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class CheckpointDirTest {
    private static SampleFrame frames;
    private static List<String> undisturbed;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        frames = SampleFrame.start(Map.of(FullDisk.SETTING, FullDisk.class.getName()));
        undisturbed = bits(frames.classifier().fit(frames.rows()));
    }

    @AfterAll
    static void stop() {
        frames.close();
    }

    @AfterEach
    void thereIsSpaceAgain() {
        FullDisk.word = "no such word";
    }

    /** The parameters after each step, and those of the model. */
    private static List<String> bits(LockstepClassificationModel model) {
        return Stream.concat(
                        model.summary().steps().stream().map(StepRecord::parametersSha256),
                        Stream.of(model.parametersSha256()))
                .toList();
    }

    private List<Path> runs() throws IOException {
        try (var runs = Files.list(folder)) {
            return runs.sorted().toList();
        }
    }

    private LockstepClassifier classifier() {
        return frames.classifier().setCheckpointDir(FullDisk.uri(folder));
    }

    @Test
    void aTrainingThatFailedHalfWayResumesToTheSameBits() throws IOException {
        FullDisk.word = "step-00000006"; // its second checkpoint: an epoch has three steps
        assertThatThrownBy(() -> classifier().fit(frames.rows()))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("No space left on device");
        Path run = runs().get(0);
        assertThat(run.resolve("checkpoints/step-00000003")).exists();
        assertThat(run.resolve("_SUCCESS")).doesNotExist();

        FullDisk.word = "step-00000003"; // written already: whoever begins anew cannot go on
        assertThat(bits(classifier().fit(frames.rows()))).isEqualTo(undisturbed);
        assertThat(runs()).containsExactly(run);
        assertThat(run.resolve("_SUCCESS")).exists();
        assertThat(run.resolve("report.html")).exists();
        assertThat(run.resolve("steps.jsonl")).exists();
    }

    @Test
    void theSameTrainingIsNotDoneAgainAndGivesTheSameModel() throws IOException {
        LockstepClassificationModel first = classifier().fit(frames.rows());
        assertThat(bits(first)).isEqualTo(undisturbed);
        Path run = runs().get(0);
        FileTime written = Files.getLastModifiedTime(run.resolve("steps.jsonl"));
        FullDisk.word = run.getFileName() + "/"; // nothing can be written there
        LockstepClassificationModel second =
                classifier().setPartitions(3).fit(frames.rows().repartition(3).sort("x2"));
        assertThat(bits(second)).isEqualTo(undisturbed);
        assertThat(second.summary().evaluations())
                .usingRecursiveComparison()
                .isEqualTo(first.summary().evaluations());
        assertThat(Files.getLastModifiedTime(run.resolve("steps.jsonl"))).isEqualTo(written);
        assertThat(runs()).containsExactly(run);
        assertThat(LockstepClassificationModel.load(run.toString()).parametersSha256())
                .isEqualTo(first.parametersSha256());
    }

    @Test
    void otherRowsOrParamsAreAnotherTraining() throws IOException {
        LockstepClassifier here = frames.classifier().setCheckpointDir(folder.toString());
        here.fit(frames.rows());
        assertThat(runs()).hasSize(1);
        here.copy(ParamMap.empty()).setMaxIter(3).fit(frames.rows());
        assertThat(runs()).hasSize(2);
        here.fit(frames.rows().where("id > 0"));
        assertThat(runs()).hasSize(3);
        here.fit(SampleFrame.rows(frames.spark(), 2));
        assertThat(runs())
                .hasSize(4)
                .allSatisfy(run -> assertThat(run.resolve("_SUCCESS")).exists());
    }
}
