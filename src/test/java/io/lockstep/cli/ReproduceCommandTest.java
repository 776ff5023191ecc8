package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.idx.IdxWriter;
import io.lockstep.report.Rehashed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs that are recorded, and what {@code reproduce} says of them, of faults and of damage. */
class ReproduceCommandTest extends CommandFixture {
    private static final int IDX_HEADER = 16; // bytes before the first pixel
    private static final int PIXELS = 784; // bytes of an image

    /** A run of so many steps on 600 rows, with 2 partitions; its folder. */
    private Path record(int steps, String... overrides) {
        List<String> arguments = new ArrayList<>(List.of("train"));
        Stream.concat(
                        Stream.of(
                                "data.source=drawn",
                                "data.rows=600",
                                "block.rows=100",
                                "network.layers=784-20-10",
                                "cluster.partitions=2",
                                "check.every=off",
                                "train.steps=" + steps,
                                "run.output=" + folder,
                                "run.id=run"),
                        Stream.of(overrides))
                .forEach(override -> arguments.addAll(List.of("-D", override)));
        assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
        return folder.resolve("run");
    }

    /** Changes the record, and its hash with it. */
    private static void change(Path run, Consumer<ObjectNode> fault) throws IOException {
        ObjectNode record = (ObjectNode) json(run);
        fault.accept(record);
        Rehashed.write(run.resolve("run.json"), record.toString());
    }

    private static JsonNode json(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("run.json").toFile());
    }

    private static ObjectNode step(ObjectNode record, int number) {
        return (ObjectNode) record.withArray("steps").get(number - 1);
    }

    @Test
    void everyNumberOfPartitionsReproducesTheRunAndNothingIsWritten() throws IOException {
        Path run = record(10);
        Map<Path, Long> before = files();
        for (String partitions : List.of("1", "3", "7")) {
            assertThat(run("reproduce", run.toString(), "--partitions", partitions))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString())
                    .contains("drawn digits, train", "600 of 50,000 of 28 x 28", "as recorded rows and their content")
                    .containsPattern("step  10 .* as recorded")
                    .doesNotContain("differs", "DIFFERS", "NOT")
                    .endsWith("10 steps reproduced with %s partition%s instead of 2: bit-identical at every step%n"
                            .formatted(partitions, partitions.equals("1") ? "" : "s"));
            assertThat(out.toString().replace(folder.toString(), "runs").lines().mapToInt(String::length))
                    .allMatch(columns -> columns <= 100);
        }
        assertThat(run("reproduce", run.toString(), "--block-rows", "same", "--partitions", "2"))
                .isZero();
        assertThat(out.toString()).contains("10 steps reproduced with 2 partitions, as recorded");
        assertThat(files()).isEqualTo(before);
    }

    private Map<Path, Long> files() throws IOException {
        Map<Path, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                files.put(path, Files.getLastModifiedTime(path).toMillis());
            }
        }
        return files;
    }

    @Test
    void theDefaultIsNeverTheRecordedNumberOfPartitions() throws IOException {
        Path run = record(1, "cluster.partitions=5");
        assertThat(run("reproduce", run.toString(), "--block-rows", "100"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("1 step reproduced with 6 partitions instead of 5");
    }

    @Test
    void aRunThatWasStoppedIsReproducedAsFarAsItCame() {
        String[] arguments = {
            "train",
            "--run-id=parts",
            "--max-runtime=1ms",
            "-D",
            "data.source=drawn",
            "-D",
            "data.rows=300",
            "-D",
            "run.output=" + folder
        };
        assertThat(run(arguments)).isEqualTo(ExitCode.INTERRUPTED.code());
        assertThat(run(arguments)).isEqualTo(ExitCode.INTERRUPTED.code());
        assertThat(run("reproduce", folder.resolve("parts.partial").toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains(
                        "Record: run parts, 2 steps, verdict interrupted",
                        "2 steps reproduced with 5 partitions instead of 2");
    }

    @Test
    void aByteOfTheDataThatWasChangedIsNamedAndItsStep() throws IOException {
        Path digits = folder.resolve("digits");
        IdxWriter.write(new DrawnDigits(1, 720, 60).training(), digits, "train", false);
        IdxWriter.write(new DrawnDigits(1, 720, 60).split(SplitName.TEST), digits, "t10k", false);
        Path run = record(3, "data.source=" + digits);
        assertThat(run("reproduce", run.toString())).as(err.toString()).isZero();

        Path images = digits.resolve("train-images-idx3-ubyte");
        byte[] bytes = Files.readAllBytes(images);
        bytes[IDX_HEADER + 250 * PIXELS + 400] ^= 1; // the last bit of a pixel in the third block
        Files.write(images, bytes);
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.VERIFICATION.code());
        String recorded = json(run).path("trainData").path("pixelsSha256").asText();
        assertThat(out.toString())
                .contains("  DIFFERS     pixels: expected " + recorded + " as recorded\n              found ")
                .containsPattern("step   1 .* NOT as recorded")
                .doesNotContain("labels:", "rows:", "step   2");
        assertThat(err.toString())
                .startsWith("lockstep: verification: step 1, w1: expected parameters ")
                .contains("The data differs: pixels recorded " + recorded.substring(0, 12) + ", here ");

        assertThat(run("reproduce", run.toString(), "--data", "drawn"))
                .as("the same rows from elsewhere: " + err)
                .isZero();
    }

    @Test
    void aFaultAtALaterStepIsNamedWithItsTensor() throws IOException {
        Path run = record(5);
        String digest = "0".repeat(64);
        String found = json(run).at("/steps/3/tensorSha256/b1").asText();
        change(run, record -> ((ObjectNode) step(record, 4).path("tensorSha256")).put("b1", digest));
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.VERIFICATION.code());
        assertThat(err.toString())
                .isEqualTo(("lockstep: verification: step 4, b1: expected parameters 000000000000 as recorded in"
                                + " %s, found %.12s. The data is as recorded, and this machine should give the same bits. Run the command again: if it"
                                + " differs at another step, the machine may be faulty; if not, the build or the record was"
                                + " changed.%n")
                        .formatted(run.resolve("run.json"), found));
        assertThat(out.toString())
                .containsPattern("step   3 .* parameters [0-9a-f]{12}   as recorded")
                .doesNotContain("step   5");

        assertThat(run("reproduce", run.toString(), "--json")).isEqualTo(ExitCode.VERIFICATION.code());
        JsonNode again = new ObjectMapper().readTree(out.toString());
        assertThat(again.path("verdict").asText()).isEqualTo("verification");
        assertThat(again.path("stepsRecorded").asInt()).isEqualTo(5);
        assertThat(again.path("stepsReproduced").asInt()).isEqualTo(3);
        assertThat(again.at("/firstDifference/step").asInt()).isEqualTo(4);
        assertThat(again.at("/firstDifference/tensor").asText()).isEqualTo("b1");
        assertThat(again.at("/firstDifference/expected").asText()).isEqualTo(digest);
        assertThat(again.at("/firstDifference/found").asText()).isEqualTo(found);
        assertThat(again.at("/recordedLayout/partitions").asInt()).isEqualTo(2);
        assertThat(again.at("/layout/partitions").asInt()).isEqualTo(5);
    }

    @Test
    void aDigitOfTheRecordThatWasChangedIsADataError() throws IOException {
        Path run = record(1);
        Path file = run.resolve("run.json");
        Files.writeString(
                file,
                Files.readString(file).replace("\"train.learning-rate\" : \"0.", "\"train.learning-rate\" : \"1."));
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString())
                .matches(Pattern.compile(
                        "lockstep: data: " + file + ", sha256: expected content with the hash [0-9a-f]{64}, as it was"
                                + " written, found [0-9a-f]{64}: it was changed or damaged since\\. Restore it from a"
                                + " backup, or run the training again\\.\n",
                        Pattern.DOTALL));
    }

    /** The kernel vector promises the same bits there, so that nothing else explains a difference. */
    @Test
    void anotherProcessorOrJavaIsNoDifferenceForTheKernelVector() throws IOException {
        Path run = record(2);
        change(run, record -> ((ObjectNode) record.path("backend"))
                .put("coreType", "vectors of 4096 bits")
                .put("blas", "Java 99"));
        assertThat(run("reproduce", run.toString())).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("backend     CPU, Java 99, vectors of 4096 bits")
                .doesNotContain("differs", "can differ");

        change(run, record -> step(record, 2).put("parametersSha256", "f".repeat(64)));
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.VERIFICATION.code());
        assertThat(err.toString())
                .startsWith("lockstep: verification: step 2: expected parameters ffffffffffff as recorded in ")
                .doesNotContain("Results are expected to differ");
    }

    /** As of an earlier build, whose default kernel on CPUs called a BLAS. */
    @Test
    void aRunOfAnotherKindOfKernelIsSaidInOneLine() throws IOException {
        Path run = record(2);
        change(run, record -> ((ObjectNode) record.path("backend"))
                .put("coreType", "Zen")
                .put("blas", "OpenBLAS 0.3.19")
                .put("nd4j", "1.0.0-M2.1"));
        assertThat(run("reproduce", run.toString())).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsOnlyOnce("  differs     ")
                .contains("  differs     backend: recorded on OpenBLAS 0.3.19 Zen with 1 thread a task, ND4J 1.0.0-M2.1, here Java "
                        + Runtime.version().feature() + ", ");
    }

    @Test
    void anotherProcessorIsSaidBeforeAndNamedAsTheReason() throws IOException {
        Path run = record(2, "compute.kernel=nd4j");
        change(run, record -> {
            ((ObjectNode) record.path("backend")).put("coreType", "Prescott");
            ((ObjectNode) record.path("environment")).put("revision", "0123abc");
        });
        String here = json(run).at("/environment/lockstep").asText();
        assertThat(run("reproduce", run.toString())).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern(
                        "differs {5}core type: recorded on Prescott, here \\w+; results can differ in some bits")
                .contains("differs     Lockstep: recorded by " + here + " (0123abc), here " + here + " (");

        change(run, record -> step(record, 2).put("parametersSha256", "f".repeat(64)));
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.VERIFICATION.code());
        assertThat(err.toString())
                .startsWith("lockstep: verification: step 2: expected parameters ffffffffffff as recorded in ")
                .contains("Results are expected to differ in some bits: core type recorded Prescott, here ");
    }

    @Test
    void aRecordOfAnEarlierBuildIsReproducedWithoutNamesOfTensors() throws IOException {
        Path run = record(3);
        change(run, record -> {
            ObjectNode config = (ObjectNode) record.path("config");
            config.remove(List.of("check.every", "cluster.startup-timeout", "data.source", "train.learning-rate"));
            config.put("data.source", "drawn");
            record.path("steps").forEach(step -> ((ObjectNode) step).remove("tensorSha256"));
        });
        Path file = run.resolve("run.json");
        Rehashed.writeWithoutHash(file, Files.readString(file), 1);
        assertThat(run("reproduce", run.toString())).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("  not hashed  it was written by an earlier build: damage would not be noticed");
        assertThat(run("reproduce", run.toString(), "--json"))
                .as(err.toString())
                .isZero();
        JsonNode again = new ObjectMapper().readTree(out.toString());
        assertThat(again.path("verdict").asText()).isEqualTo("ok");
        assertThat(again.path("stepsReproduced").asInt()).isEqualTo(3);
        assertThat(again.has("firstDifference")).isFalse();

        change(run, record -> step(record, 3).put("parametersSha256", "f".repeat(64)));
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.VERIFICATION.code());
        assertThat(err.toString())
                .contains("step 3: expected parameters ffffffffffff as recorded in ")
                .contains("; the record does not say which tensor.");
    }

    @Test
    void aHashThatContradictsTheStepsIsNotPassedOver() throws IOException {
        Path run = record(1);
        change(run, record -> ((ObjectNode) record.path("trainData")).put("labelsSha256", "f".repeat(64)));
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.VERIFICATION.code());
        assertThat(err.toString())
                .startsWith("lockstep: verification: data: expected the data recorded in ")
                .contains("bit-identical parameters at all 1 steps", "labels recorded ffffffffffff, here ");
    }

    @Test
    void whatIsNoRecordIsADataError() throws IOException {
        assertThat(run("reproduce", folder.resolve("nowhere").toString())).isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString())
                .startsWith("lockstep: data: " + folder.resolve("nowhere/run.json")
                        + ": expected the record of a run, found no such folder. Give the folder that train wrote");
        assertThat(run("reproduce", folder.toString())).isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("expected the record of a run, found none.");

        Path run = record(2);
        String whole = Files.readString(run.resolve("run.json"));
        for (String text : List.of("", "null", "[]", "{\"schemaVersion\":2}", whole.substring(0, whole.length() / 2))) {
            Files.writeString(run.resolve("run.json"), text);
            assertThat(run("reproduce", run.toString())).as(text).isEqualTo(ExitCode.DATA.code());
            assertThat(err.toString())
                    .startsWith("lockstep: data: " + run.resolve("run.json") + ": expected ")
                    .contains("Restore it from a backup, or run the training again.");
        }
        Files.write(run.resolve("run.json"), new byte[] {'"', (byte) 0xff});
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.DATA.code());
        refused(run, whole, record -> record.put("schemaVersion", 99), "schemaVersion: expected 1 .. ", "found 99");
        refused(run, whole, record -> record.remove("schemaVersion"), "schemaVersion: expected 1 .. ", "found 0");
        refused(run, whole, record -> record.withArray("steps").removeAll(), "steps: expected at least one step");
        refused(run, whole, record -> record.withArray("steps").remove(0), "without step 1 in its place");
        refused(run, whole, record -> record.withArray("steps").addNull(), "without step 3 in its place");
        refused(run, whole, record -> record.remove("layout"), "without its layout");
        refused(
                run,
                whole,
                record -> ((ObjectNode) record.path("config")).put("train.phase-of-the-moon", "full"),
                "config: expected keys that this build knows, found train.phase-of-the-moon. Use the Lockstep version that");
        refused(
                run,
                whole,
                record -> ((ObjectNode) record.path("config")).put("network.loss", "hinge"),
                "config: expected values that this build knows, found network.loss = hinge. Use");
    }

    private void refused(Path run, String whole, Consumer<ObjectNode> fault, String... words) throws IOException {
        Files.writeString(run.resolve("run.json"), whole);
        change(run, fault);
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).startsWith("lockstep: data: ").contains(words);
    }

    @Test
    void whatWouldBeAnotherRunOrCannotBeFoundIsAUsageError() throws IOException {
        Path run = record(1);
        assertThat(run("reproduce", run.toString(), "--block-rows", "256")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .startsWith(
                        "lockstep: usage: --block-rows: expected same, or the recorded 100, found 256. A block is the"
                                + " unit of rounding: another block size makes another run.");
        assertThat(run("reproduce", run.toString(), "--partitions", "0")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--partitions: expected a number in 1 .. 100000, found 0");
        assertThat(run("reproduce")).isEqualTo(ExitCode.USAGE.code());
        assertThat(run(
                        "reproduce",
                        run.toString(),
                        "--data",
                        folder.resolve("gone").toString()))
                .isEqualTo(ExitCode.DATA.code());
    }

    @Test
    void whatConcernedTheOtherMachineDoesNotBindThisOneAndSecretsAreAskedFor() throws IOException {
        Path run = record(1);
        change(run, record -> {
            ObjectNode config = (ObjectNode) record.path("config");
            config.put("cluster.min-slots", "4096");
            config.put("data.cache", "/nowhere/at/all");
            config.put("data.source", "//***@server/digits");
            config.put("data.mirrors", "https://***@mirror.example/mnist/");
            config.put("run.output", "//***@server/runs");
        });
        assertThat(run("reproduce", run.toString())).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .contains(
                        "--data: expected the source of the run's data", "//***@server/digits", "Name it with --data.");
        assertThat(run("reproduce", run.toString(), "--data", "drawn"))
                .as(err.toString())
                .isZero();
    }

    @Test
    void aRunOnTheRealMnistIsReproduced() {
        String shared = System.getenv("LOCKSTEP_SHARED");
        assumeTrue(shared != null, "LOCKSTEP_SHARED is not set: no MNIST");
        Path run = record(
                10,
                "data.source=" + Path.of(shared, "mnist"),
                "data.rows=5000",
                "block.rows=512",
                "network.layers=784-50-10");
        assertThat(run("reproduce", run.toString(), "--partitions", "7"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("10 steps reproduced with 7 partitions instead of 2");
    }
}
