package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.config.ConfigException;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.report.Rehashed;
import io.lockstep.report.html.Records;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final Architecture ARCHITECTURE = new Architecture(List.of(3, 2, 1), Activation.RELU, Loss.MSE);
    private static final RunInputs INPUTS = inputs("0.1");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path output;

    private final List<String> damaged = new ArrayList<>();

    private static RunInputs inputs(String learningRate) {
        return new RunInputs(new TreeMap<>(Map.of("run.seed", "42", "train.learning-rate", learningRate)));
    }

    private static Parameters parameters(int step) {
        return Parameters.initial(ARCHITECTURE, Initializer.XAVIER, step);
    }

    private static OptimizerState state(int step) {
        double[] momentum = new double[ARCHITECTURE.parameterCount()];
        Arrays.fill(momentum, 0.5 * step);
        return new OptimizerState(parameters(step), List.of(new OptimizerState.Slot("momentum", momentum)), step);
    }

    private static StepRecord step(int step) {
        return new StepRecord(step, step, 8, 0.1, 1.0 / step, 1, null, "sha", null, 2, 1, 0, 0, 0, 0);
    }

    private RunFolder open() {
        return RunFolder.open(output, "nightly", INPUTS);
    }

    /** A run that took its steps, kept a checkpoint at each of these, and ended without an end. */
    private void leaveAfter(int steps, Integer... checkpoints) {
        try (RunFolder folder = open()) {
            for (int step = 1; step <= steps; step++) {
                folder.add(step(step));
                if (List.of(checkpoints).contains(step)) {
                    folder.add(new Checkpoint(state(step)), 2);
                }
            }
        }
    }

    @Test
    void aReaderSeesNothingBeforeTheEndAndAllOfItThen() throws IOException {
        try (RunFolder folder = open()) {
            assertThat(folder.isDone()).isFalse();
            assertThat(output.resolve("nightly")).doesNotExist();
            Files.writeString(folder.resolve("steps.jsonl"), "");
            folder.commit();
        }
        assertThat(output.resolve("nightly/_SUCCESS")).exists();
        assertThat(output.resolve("nightly/steps.jsonl")).exists();
        try (Stream<Path> left = Files.list(output)) {
            assertThat(left).containsExactly(output.resolve("nightly"));
        }
    }

    @Test
    void besideTheRecordLiesItsReportOfARunThatFailedAsWell() {
        try (RunFolder folder = open()) {
            folder.write(Records.poor().record());
            assertThat(folder.resolve("run.json")).exists();
            assertThat(folder.resolve("report.html"))
                    .content()
                    .startsWith("<!DOCTYPE html>")
                    .endsWith("</html>")
                    .contains("no cluster");
        }
    }

    @Test
    void aRunThatIsDoneIsLeftAsItIs() {
        try (RunFolder folder = open()) {
            folder.commit();
        }
        try (RunFolder folder = open()) {
            assertThat(folder.isDone()).isTrue();
            assertThat(folder.path()).isEqualTo(output.resolve("nightly"));
        }
    }

    @Test
    void aCommitThatWasCutOffIsCompleted() throws IOException {
        try (RunFolder folder = open()) {
            folder.commit();
        }
        Files.delete(output.resolve("nightly/_SUCCESS"));
        try (RunFolder folder = open()) {
            assertThat(folder.isDone()).isTrue();
        }
    }

    @Test
    void otherInputsUnderTheSameIdAreRefusedBeforeAndAfterTheEnd() {
        leaveAfter(3, 2);
        assertThatThrownBy(() -> RunFolder.open(output, "nightly", inputs("0.2")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "run.id: expected the inputs that %s was started with, found different ones: train.learning-rate was 0.1"
                                        .formatted(output.resolve("nightly.partial"))
                                + " and is 0.2. Choose another id, or remove that folder.");
        try (RunFolder folder = open()) {
            folder.commit();
        }
        assertThatThrownBy(() -> RunFolder.open(output, "nightly", inputs("0.2")))
                .hasMessageContaining(output.resolve("nightly") + " was started with");
    }

    @Test
    void anotherSpellingOfAChoiceIsNoOtherInput() {
        RunInputs begun = new RunInputs(new TreeMap<>(Map.of("network.loss", "cross_entropy")));
        RunFolder.open(output, "nightly", begun).close();
        RunInputs again = new RunInputs(new TreeMap<>(Map.of("network.loss", "cross-entropy")));
        try (RunFolder folder = RunFolder.open(output, "nightly", again)) {
            assertThat(folder.isDone()).isFalse();
        }
    }

    @Test
    void aFolderThatIsNoRunIsRefused() throws IOException {
        Files.createDirectory(output.resolve("nightly"));
        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("which is not a run: it has no inputs.json");
    }

    @Test
    void oneAtATime() {
        try (RunFolder folder = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining("found nightly in progress: process "
                            + ProcessHandle.current().pid() + " on ");
            assertThat(folder.isDone()).isFalse();
        }
        open().close();
    }

    @Test
    void aRunWhoseLockCouldNotBeOpenedIsNotUnderWayEverAfter() throws IOException {
        Path lock = Files.createDirectory(output.resolve("nightly.lock"));
        assertThatThrownBy(this::open).hasMessageContaining("expected a writable path");
        Files.delete(lock);
        open().close();
    }

    @Test
    void whatIsLeftOfAProcessThatDiedIsNoLock() throws IOException {
        Files.writeString(output.resolve("nightly.lock"), "process 1 on elsewhere since 2020-01-01T00:00:00Z\n");
        open().close();
    }

    @Test
    void aRunGoesOnAfterItsLastCheckpointAndForgetsLaterSteps() {
        leaveAfter(5, 2, 4);
        try (RunFolder folder = open()) {
            Checkpoint begin = folder.resume(state(0), damaged::add);
            assertThat(begin.step()).isEqualTo(4);
            assertThat(begin.parameters().sha256()).isEqualTo(parameters(4).sha256());
            assertThat(folder.steps()).extracting(StepRecord::step).containsExactly(1, 2, 3, 4);
            folder.add(step(5));
            assertThat(folder.steps()).hasSize(5);
        }
        assertThat(damaged).isEmpty();
    }

    @Test
    void withoutACheckpointItBeginsAnew() {
        leaveAfter(3);
        try (RunFolder folder = open()) {
            assertThat(folder.resume(state(0), damaged::add).step()).isZero();
            assertThat(folder.steps()).isEmpty();
        }
    }

    @Test
    void ofADamagedCheckpointTheOneBeforeIsTakenAndTheDamageTold() throws IOException {
        leaveAfter(5, 2, 4);
        Path weight = output.resolve("nightly.partial/checkpoints/step-00000004/w1.npy");
        byte[] bytes = Files.readAllBytes(weight);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weight, bytes);
        try (RunFolder folder = open()) {
            assertThat(folder.resume(state(0), damaged::add).step()).isEqualTo(2);
        }
        assertThat(damaged).singleElement().asString().contains("step-00000004, parameters: expected the hash ");
    }

    @Test
    void theOptimizersMemoryComesBackToTheBitAndIsKnownWhereItIsDamaged() throws IOException {
        leaveAfter(5, 2, 4);
        try (RunFolder folder = open()) {
            Checkpoint begin = folder.resume(state(0), damaged::add);
            assertThat(begin.state().slot("momentum")).containsExactly(state(4).slot("momentum"));
        }
        Path slot = output.resolve("nightly.partial/checkpoints/step-00000004/optimizer-momentum.npy");
        byte[] bytes = Files.readAllBytes(slot);
        bytes[bytes.length - 8] ^= 1; // the last place of the last value
        Files.write(slot, bytes);
        try (RunFolder folder = open()) {
            assertThat(folder.resume(state(0), damaged::add).step()).isEqualTo(2);
        }
        assertThat(damaged)
                .singleElement()
                .asString()
                .contains(
                        "step-00000004, optimizer-momentum.npy: expected the hash ",
                        "The run resumes from the previous checkpoint");
    }

    @Test
    void aTruncatedCheckpointIsDamaged() throws IOException {
        leaveAfter(5, 2, 4);
        Path weight = output.resolve("nightly.partial/checkpoints/step-00000004/w1.npy");
        byte[] bytes = Files.readAllBytes(weight);
        Files.write(weight, Arrays.copyOf(bytes, bytes.length - 1));
        Files.writeString(
                output.resolve("nightly.partial/checkpoints/step-00000002/checkpoint.json"), "{\"step\": 2, ");
        try (RunFolder folder = open()) {
            assertThat(folder.resume(state(0), damaged::add).step()).isZero();
        }
        assertThat(damaged).hasSize(2);
        assertThat(damaged.get(0)).contains("step-00000004", "w1.npy");
        assertThat(damaged.get(1)).contains("step-00000002", "checkpoint.json");
    }

    /** Whoever copies one in, or goes on with another Lockstep. */
    @Test
    void aCheckpointOfAnotherRunOrBuildIsRefusedWithTheDifference() throws IOException {
        leaveAfter(5, 2, 4);
        Path summary = output.resolve("nightly.partial/checkpoints/step-00000004/checkpoint.json");
        String ours = Files.readString(summary);
        Rehashed.write(summary, ours.replaceAll("\"build\" : \"[^\"]*\"", "\"build\" : \"0.0.9 (abcdef0)\""));
        try (RunFolder folder = open()) {
            assertThatThrownBy(() -> folder.resume(state(0), damaged::add))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("step-00000004: expected a checkpoint of this run, found one of another run:"
                            + " Lockstep was 0.0.9 (abcdef0) and is ");
        }
        Rehashed.write(summary, ours.replace("\"0.1\"", "\"0.3\""));
        try (RunFolder folder = open()) {
            assertThatThrownBy(() -> folder.resume(state(0), damaged::add))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("train.learning-rate was 0.3 and is 0.1");
        }
        assertThat(damaged).isEmpty();
    }

    @Test
    void theBestIsKeptBesideTheNewestAndReplacedByABetterOne() throws IOException {
        leaveAfter(3, 2, 3);
        try (RunFolder folder = open()) {
            folder.addBest(new Checkpoint(state(1)));
            folder.addBest(new Checkpoint(state(2)));
            assertThat(folder.best(2, state(0)).parameters().sha256())
                    .isEqualTo(parameters(2).sha256());
            assertThat(folder.resume(state(0), damaged::add).step()).isEqualTo(3);
            assertThatThrownBy(() -> folder.best(1, state(0))).hasMessageContaining("best-00000001");
        }
        try (Stream<Path> kept = Files.list(output.resolve("nightly.partial/checkpoints"))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("best-00000002", "step-00000002", "step-00000003");
        }
    }

    @Test
    void aCheckpointWithoutItsFilesIsDamaged() throws IOException {
        leaveAfter(3, 2);
        Files.delete(output.resolve("nightly.partial/checkpoints/step-00000002/b1.npy"));
        try (RunFolder folder = open()) {
            assertThat(folder.resume(state(0), damaged::add).step()).isZero();
        }
        assertThat(damaged).singleElement().asString().contains("b1.npy");
    }

    @Test
    void theTwoNewestCheckpointsAreKept() throws IOException {
        leaveAfter(6, 1, 3, 5, 6);
        try (Stream<Path> kept = Files.list(output.resolve("nightly.partial/checkpoints"))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-00000005", "step-00000006");
        }
    }

    @Test
    void halfALineIsNoStep() throws IOException {
        leaveAfter(3, 2);
        Files.writeString(output.resolve("nightly.partial/steps.jsonl"), "{\"step\":4,\"lo", StandardOpenOption.APPEND);
        try (RunFolder folder = open()) {
            assertThat(folder.steps()).hasSize(3);
            assertThat(folder.resume(state(0), damaged::add).step()).isEqualTo(2);
        }
    }

    @Test
    void aCheckpointWhoseStepsAreNotRecordedIsNotUsed() throws IOException {
        leaveAfter(3, 3);
        Files.writeString(output.resolve("nightly.partial/steps.jsonl"), "");
        try (RunFolder folder = open()) {
            assertThat(folder.resume(state(0), damaged::add).step()).isZero();
        }
        assertThat(damaged)
                .singleElement()
                .asString()
                .contains("expected the steps up to 3, found them up to 0; the run starts over");
    }

    @Test
    void whatCannotBeWrittenIsSaidWithItsPlaceAndRemedy() throws IOException {
        Path file = Files.createFile(output.resolve("file"));
        assertThatThrownBy(() -> RunFolder.open(file, "nightly", INPUTS))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(file + ": expected a writable path, found: a file")
                .hasMessageContaining("run.output");
        try (RunFolder folder = open()) {
            Files.createSymbolicLink(folder.resolve("steps.jsonl"), Path.of("/dev/full"));
            assertThatThrownBy(() -> folder.add(step(1)))
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining(
                            "steps.jsonl: expected a writable path, found: No space left on device. Free disk space");
            Files.delete(folder.resolve("steps.jsonl"));
        }
    }
}
