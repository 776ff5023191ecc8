package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.data.DataException;
import io.lockstep.data.Standardizer;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.Metrics;
import io.lockstep.report.ModelCard;
import io.lockstep.report.Rehashed;
import io.lockstep.report.RunRecord;
import io.lockstep.report.html.Records;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each byte of each file that is read back, changed one at a time: it is refused, or what is read is what was written. */
class DamagedFilesTest {
    private static final Architecture ARCHITECTURE = new Architecture(List.of(3, 2, 1), Activation.RELU, Loss.MSE);
    private static final RunInputs INPUTS = new RunInputs(new TreeMap<>(Map.of("run.seed", "42")));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /** Something that reads the file and gives all that it found. */
    private interface Reading {
        Object read() throws IOException;
    }

    /** A digit becomes another one, a blank, or a sign; a quotation mark becomes a letter; a line's end becomes something else. */
    private static void everyByte(Path file, Reading reading) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Object written = reading.read();
        int refused = 0;
        for (int i = 0; i < whole.length; i++) {
            for (int flip : whole.length > 1_000 ? new int[] {1} : new int[] {1, 1 << 4}) {
                byte[] damaged = whole.clone();
                damaged[i] ^= (byte) flip;
                Files.write(file, damaged);
                try {
                    assertThat(reading.read())
                            .as("%s, byte %d ^ %d".formatted(file, i, flip))
                            .isEqualTo(written);
                } catch (DataException e) {
                    refused++;
                    assertThat(e)
                            .hasMessageContainingAll(
                                    Objects.requireNonNull(file.getParent()).toString(), ": expected ", ", found ");
                }
            }
        }
        Files.write(file, whole);
        assertThat(reading.read()).isEqualTo(written);
        assertThat(refused).as("of %d", whole.length).isGreaterThan(whole.length / 2);
    }

    private static Parameters parameters(int seed) {
        return Parameters.initial(ARCHITECTURE, Initializer.XAVIER, seed);
    }

    private static OptimizerState state(int step) {
        double[] momentum = new double[ARCHITECTURE.parameterCount()];
        Arrays.fill(momentum, 0.5 * step);
        return new OptimizerState(parameters(step), List.of(new OptimizerState.Slot("momentum", momentum)), step);
    }

    private static StepRecord step(int step) {
        return new StepRecord(
                step, 1, 8, 0.1, 1.0 / step, 1e-7, null, parameters(step).sha256(), null, 2, 1, 0, 0, 0, 0);
    }

    private RunFolder open() {
        return RunFolder.open(folder, "run", INPUTS);
    }

    private static ModelCard card(Parameters parameters) {
        RunRecord run = Records.poor().record();
        return new ModelCard(
                ModelCard.SCHEMA_VERSION,
                "run",
                "2026-11-25T03:24:29.123Z",
                3,
                1,
                ARCHITECTURE,
                new Standardizer(0.1304, 0.3073),
                null,
                run.trainData(),
                run.heldOutData(),
                Metrics.of(evaluation()),
                "exact",
                parameters.sha256(),
                run.config(),
                run.environment(),
                Objects.requireNonNull(Records.rich(2, 1).record().backend()));
    }

    private static Evaluation evaluation() {
        return Objects.requireNonNull(Records.rich(2, 1).record().heldOut());
    }

    @Test
    void ofAModel() throws IOException {
        new SavedModel(parameters(1), card(parameters(1))).write(folder);
        for (String name : List.of("model.json", "w1.npy", "b1.npy", "w2.npy", "b2.npy")) {
            everyByte(folder.resolve(name), () -> {
                SavedModel model = SavedModel.read(folder);
                return List.of(model.card(), model.parameters().sha256());
            });
        }
    }

    @Test
    void ofTheRecordThatIsReproduced() throws IOException {
        Records record = Records.rich(2, 1);
        try (RunFolder run = open()) {
            run.write(record.record());
            ObjectNode small = (ObjectNode)
                    new ObjectMapper().readTree(run.resolve("run.json").toFile());
            small.remove(List.of("mistakes", "epochs", "verifications", "heldOut", "architecture", "executors"));
            small.remove(List.of("fingerprints", "beforeStandardizing", "afterStandardizing"));
            Rehashed.write(run.resolve("run.json"), small.toPrettyString());
            everyByte(run.resolve("run.json"), () -> RecordedRun.read(run.path()));
        }
    }

    @Test
    void ofTheInputsAndNotes() throws IOException {
        try (RunFolder run = open()) {
            Checkpoint begin = new Checkpoint(state(1));
            run.noted("fingerprint.json", begin, INPUTS, RunInputs.class);
            everyByte(
                    run.resolve("fingerprint.json"),
                    () -> run.noted("fingerprint.json", begin, INPUTS, RunInputs.class));
        }
        everyByte(folder.resolve("run.partial/inputs.json"), () -> {
            open().close();
            return "the same inputs";
        });
    }

    @Test
    void ofTheLines() throws IOException {
        try (RunFolder run = open()) {
            for (int step = 1; step <= 3; step++) {
                run.add(step(step));
            }
            run.add(EpochRecord.of(1, 3, parameters(3), evaluation(), 1.5));
            everyByte(run.resolve("steps.jsonl"), run::steps);
            everyByte(run.resolve("epochs.jsonl"), run::epochs);
        }
    }

    @Test
    void ofACheckpointWhichThenIsNotUsed() throws IOException {
        try (RunFolder run = open()) {
            run.add(step(1));
            run.add(new Checkpoint(state(1)), 2);
            run.add(step(2));
            run.add(new Checkpoint(state(2)), 2);
            for (String name : List.of("checkpoint.json", "w1.npy", "optimizer-momentum.npy")) {
                everyByte(run.resolve("checkpoints/step-00000002").resolve(name), () -> {
                    List<String> damaged = new ArrayList<>();
                    Checkpoint found = run.resume(state(0), damaged::add);
                    run.add(step(2)); // which the other checkpoint forgets
                    if (damaged.isEmpty()) {
                        return List.of(
                                found.step(),
                                found.parameters().sha256(),
                                found.state().slot("momentum")[0]);
                    }
                    assertThat(found.step()).isEqualTo(1);
                    throw new DataException(damaged.get(0), "it", "damage", "");
                });
            }
        }
    }

    @Test
    void aLineInTheMiddleThatIsDamagedIsNotPassedOverButTheLastOneMayBeCutOffAnywhere() throws IOException {
        try (RunFolder run = open()) {
            for (int step = 1; step <= 3; step++) {
                run.add(step(step));
            }
            Path file = run.resolve("steps.jsonl");
            String whole = Files.readString(file);
            int last = whole.indexOf("{\"step\":3");
            for (int length = last; length < whole.length() - 1; length++) {
                Files.writeString(file, whole.substring(0, length));
                assertThat(run.steps()).hasSize(2);
            }
            Files.writeString(file, whole.stripTrailing());
            assertThat(run.steps()).hasSize(3);
            Files.writeString(file, whole.replace("{\"step\":2", "{\"step\":7"));
            assertThatThrownBy(run::steps)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file + ", line 2, sha256: expected content with the hash ")
                    .hasMessageEndingWith("Restore the file from a backup, or remove the run's folder to start over.");
        }
    }
}
