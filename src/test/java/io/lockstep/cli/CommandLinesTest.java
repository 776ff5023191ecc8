package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.block.AuditPlan;
import io.lockstep.data.Npy;
import io.lockstep.data.SmallDigits;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.idx.IdxWriter;
import io.lockstep.report.Rehashed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands as a person types them, but for the process. */
class CommandLinesTest extends CommandFixture {
    private int train(String... overrides) {
        List<String> arguments = new ArrayList<>(List.of("train"));
        Stream.concat(
                        Stream.of(
                                "data.source=" + SmallDigits.folder(),
                                "data.rows=600",
                                "block.rows=100",
                                "run.output=" + folder),
                        Arrays.stream(overrides))
                .forEach(override -> arguments.addAll(List.of("-D", override)));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void trainLeavesACommittedRecord() throws IOException {
        assertThat(train("data.source=drawn", "run.id=first", "train.steps=3", "check.every=all"))
                .as(err.toString())
                .isZero();

        Path run = folder.resolve("first");
        assertThat(run.resolve("_SUCCESS")).exists();
        assertThat(folder.resolve("first.partial")).doesNotExist();
        JsonNode record = json(run.resolve("run.json"));
        assertThat(record.path("verdict").asText()).isEqualTo("ok");
        assertThat(record.path("steps")).hasSize(3);
        assertThat(record.path("verifications")).hasSize(3);
        assertThat(record.path("config").path("train.steps").asText()).isEqualTo("3");
        assertThat(Files.readAllLines(run.resolve("steps.jsonl"))).hasSize(3);
        assertThat(Npy.read(run.resolve("model/w1.npy"), List.of(784, 50))).hasSize(784 * 50);
        JsonNode fingerprint = record.path("fingerprints").path(0);
        assertThat(record.path("fingerprints")).hasSize(1);
        assertThat(fingerprint.path("where").asText()).isEqualTo("driver");
        assertThat(fingerprint.path("host").asText()).isEqualTo("127.0.0.1");
        String digest = fingerprint.path("fingerprint").path("digest").asText();
        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(out.toString())
                .contains(
                        "  bits        identical: 1 process, probe %.12s, ".formatted(digest),
                        "drawn digits, train",
                        "600 of 50,000 of 28 x 28",
                        "cluster against local: bit-identical",
                        "verdict: all agree");
        assertThat(out.toString().lines().mapToInt(String::length).max().orElse(0))
                .isLessThanOrEqualTo(100);
    }

    @Test
    void anAuditIsToldAndRecordedAndChangesNoDigest() throws IOException {
        assertThat(train("run.id=plain", "train.steps=4", "check.every=off")).isZero();
        assertThat(out.toString()).doesNotContain("Audit");
        assertThat(train("run.id=audited", "train.steps=4", "check.every=off", "check.audit=0.5"))
                .as(err.toString())
                .isZero();
        assertThat(digests("audited")).hasSize(4).isEqualTo(digests("plain"));

        AuditPlan plan = new AuditPlan(42, 0.5);
        int all = 0;
        for (JsonNode step : json(folder.resolve("audited/run.json")).path("steps")) {
            int drawn = (int) IntStream.range(0, 6)
                    .filter(block -> plan.includes(step.path("step").asInt(), block))
                    .count();
            assertThat(step.path("auditedBlocks").asInt()).isEqualTo(drawn);
            assertThat(step.path("auditedElsewhere").asInt()).isZero();
            all += drawn;
        }
        assertThat(out.toString())
                .contains(
                        "Audit: " + all + " blocks of 4 steps computed again, none on another executor: bit-identical");
    }

    @Test
    void theLayoutChangesNoDigest() throws IOException {
        assertThat(train("run.id=one", "train.steps=4", "cluster.partitions=1")).isZero();
        assertThat(train("run.id=five", "train.steps=4", "cluster.partitions=5"))
                .isZero();
        assertThat(digests("five")).hasSize(4).isEqualTo(digests("one"));
    }

    private List<String> digests(String run) throws IOException {
        List<String> digests = new ArrayList<>();
        json(folder.resolve(run).resolve("run.json"))
                .path("steps")
                .forEach(step -> digests.add(step.path("parametersSha256").asText()));
        return digests;
    }

    @Test
    void aRunThatDivergesSaysWhereAndIsNotCommitted() throws IOException {
        assertThat(train("run.id=wild", "train.steps=9", "train.learning-rate=1e30"))
                .isEqualTo(ExitCode.DIVERGED.code());
        assertThat(err.toString()).startsWith("lockstep: diverged: step 2, block 0, ");
        assertThat(folder.resolve("wild")).doesNotExist();
        assertThat(folder.resolve("wild.partial").resolve("_SUCCESS")).doesNotExist();
        JsonNode record = json(folder.resolve("wild.partial").resolve("run.json"));
        assertThat(record.path("verdict").asText()).isEqualTo("diverged");
        assertThat(record.path("failure").asText()).startsWith("step 2, block 0, ");
    }

    @Test
    void aRunThatIsDoneIsNotDoneAgainAndItsIdIsForNoOther() throws IOException {
        assertThat(train("run.id=same", "train.steps=1")).isZero();
        byte[] record = Files.readAllBytes(folder.resolve("same/run.json"));
        assertThat(train("run.id=same", "train.steps=1", "cluster.partitions=3"))
                .isZero();
        assertThat(out.toString()).contains("Run same is already complete with the same inputs; nothing to do.");
        assertThat(train("run.id=same", "train.steps=2")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("found different ones: train.steps was 1 and is 2.");
        assertThat(train("run.id=same", "train.steps=1", "data.rows=500")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("training data, sha-256 of its pixels was ");
        assertThat(folder.resolve("same/run.json")).hasBinaryContent(record);
    }

    @Test
    void aRunThatIsStoppedAfterEachOfItsStepsHasTheBitsOfOneThatIsNot() throws IOException {
        assertThat(train("run.id=whole", "train.steps=4", "check.every=all")).isZero();
        String[] again = {"run.id=parts", "train.steps=4", "check.every=all", "run.max-runtime=1ms"};
        for (int step = 1; step <= 4; step++) {
            assertThat(train(again)).as(err.toString()).isEqualTo(ExitCode.INTERRUPTED.code());
            assertThat(err.toString())
                    .isEqualTo(
                            ("lockstep: interrupted: run.max-runtime (0.001s) exceeded; the run stopped after step %d of 4."
                                            + " Resume it with --run-id parts.%n")
                                    .formatted(step));
            assertThat(out.toString()).contains("The run was interrupted; its record and log are in ");
            assertThat(json(folder.resolve("parts.partial/run.json"))
                            .path("verdict")
                            .asText())
                    .isEqualTo("interrupted");
        }
        assertThat(train(again)).as(err.toString()).isZero();
        assertThat(digests("parts")).hasSize(4).isEqualTo(digests("whole"));
        JsonNode record = json(folder.resolve("parts/run.json"));
        assertThat(record.path("resumedAfter").asInt()).isEqualTo(4);
        assertThat(record.path("verifications")).hasSize(4);
    }

    @Test
    void aRunGoesOnOnlyOnMachinesThatGiveTheBitsItBeganWith() throws IOException {
        String[] again = {"run.id=moved", "train.steps=2", "run.max-runtime=1ms"};
        assertThat(train(again)).isEqualTo(ExitCode.INTERRUPTED.code());
        Path noted = folder.resolve("moved.partial/fingerprint.json");
        String ours = json(noted).path("digest").asText();
        Rehashed.write(noted, Files.readString(noted).replace(ours, "f".repeat(64)));

        assertThat(train(again)).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(err.toString())
                .startsWith(
                        "lockstep: resources: cluster.mixed: expected bit-identical results from all processes, found 2"
                                + " groups that differ: an earlier attempt at this run (probe ffffffffffff); this attempt (probe "
                                + ours.substring(0, 12) + "). ");

        Rehashed.write(noted, Files.readString(noted).replace("f".repeat(64), ours));
        assertThat(train(again)).as(err.toString()).isEqualTo(ExitCode.INTERRUPTED.code());
        assertThat(digests("moved.partial")).hasSize(2);
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndLeavesNothing() throws IOException {
        String[] dry = {
            "train",
            "--dry-run",
            "--run-id",
            "dry",
            "-D",
            "data.source=drawn",
            "-D",
            "data.rows=600",
            "-D",
            "train.steps=2",
            "-D",
            "run.output=" + folder.resolve("runs")
        };
        assertThat(run(dry)).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("600 of 50,000", "2 task slots", "Dry run: run dry would start. It would write to");
        assertThat(folder).isEmptyDirectory();

        List<String> first = new ArrayList<>(List.of(dry));
        first.set(1, "--max-runtime=1ms");
        assertThat(run(first.toArray(String[]::new))).isEqualTo(ExitCode.INTERRUPTED.code());
        byte[] steps = Files.readAllBytes(folder.resolve("runs/dry.partial/steps.jsonl"));
        assertThat(run(dry)).isZero();
        assertThat(out.toString()).contains("Dry run: run dry would resume from step 1.");
        assertThat(folder.resolve("runs/dry.partial/steps.jsonl")).hasBinaryContent(steps);

        first.remove(1);
        assertThat(run(first.toArray(String[]::new))).isZero();
        assertThat(run(dry)).isZero();
        assertThat(out.toString()).contains("Dry run: run dry is already complete; nothing to do.");
        List<String> other = new ArrayList<>(List.of(dry));
        other.addAll(List.of("-D", "run.seed=1"));
        assertThat(run(other.toArray(String[]::new))).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("run.seed was 42 and is 1");
    }

    @Test
    void aDryRunFailsWhereTheRunWould() {
        assertThat(run(
                        "train",
                        "--dry-run",
                        "-D",
                        "data.source=drawn",
                        "-D",
                        "network.layers=784-1000000-10",
                        "-D",
                        "run.output=" + folder.resolve("runs")))
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(err.toString())
                .contains("lockstep: resources: heap ", "the run needs up to", "Set LOCKSTEP_MEMORY=");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void progressForLogScrapersIsALineOfJsonForEachEvent() throws IOException {
        assertThat(run(
                        "train",
                        "--progress",
                        "json",
                        "--run-id",
                        "lines",
                        "-D",
                        "data.source=drawn",
                        "-D",
                        "data.rows=600",
                        "-D",
                        "train.steps=2",
                        "-D",
                        "run.output=" + folder))
                .as(err.toString())
                .isZero();
        List<JsonNode> events = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            events.add(new ObjectMapper().readTree(line));
        }
        assertThat(events)
                .extracting(event -> event.path("event").asText())
                .containsExactly("started", "step", "evaluated", "step", "evaluated", "ended");
        assertThat(events).allMatch(event -> event.path("run").asText().equals("lines"));
        assertThat(events.get(3).path("step").asInt()).isEqualTo(2);
        assertThat(events.get(3).path("parametersSha256").asText())
                .isEqualTo(digests("lines").get(1));
        assertThat(events.get(5).path("verdict").asText()).isEqualTo("ok");
        assertThat(train("data.source=nowhere", "run.id=gone")).isEqualTo(ExitCode.DATA.code());
        assertThat(run("train", "--progress", "json", "-D", "data.source=nowhere"))
                .isEqualTo(ExitCode.DATA.code());
        JsonNode end = new ObjectMapper().readTree(out.toString());
        assertThat(end.path("exitCode").asInt()).isEqualTo(65);
        assertThat(end.path("failure").asText()).startsWith(Path.of("nowhere").toAbsolutePath() + ": expected ");
    }

    @Test
    void unknownKeysAndSizesThatDoNotFitAreUsageErrorsAndWriteNothing() {
        assertThat(train("train.stepz=1")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("train.stepz", "train.steps");
        assertThat(train("network.layers=783-50-10")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("network.layers: expected 784 inputs", "found 783");
        assertThat(train("network.layers=784-50-9")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("at least 10 outputs", "found 9");
        assertThat(train("network.layers=784-50-2", "network.loss=mse")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("expected 1 output for the loss mse, one for each target, found 2");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void gradientExportsTheSameBitsForEveryPartitionCount() throws IOException {
        for (int partitions : List.of(1, 3, 8)) {
            Path export = folder.resolve("export-" + partitions);
            int code = run(
                    "gradient",
                    "--data",
                    "drawn",
                    "--rows",
                    "1100",
                    "--network",
                    "784-30-1",
                    "--activation",
                    "shifted_relu",
                    "--loss",
                    "mse",
                    "--seed",
                    "3",
                    "--partitions",
                    "" + partitions,
                    "--input-gradient",
                    "--export",
                    export.toString());
            assertThat(code).as(err.toString()).isZero();
            assertThat(Npy.read(export.resolve("grad_w1.npy"), List.of(784, 30)))
                    .isEqualTo(Npy.read(folder.resolve("export-1/grad_w1.npy"), List.of(784, 30)));
            assertThat(Npy.read(export.resolve("grad_x.npy"), List.of(1_000, 784)))
                    .isEqualTo(Npy.read(folder.resolve("export-1/grad_x.npy"), List.of(1_000, 784)));
            JsonNode summary = json(export.resolve("gradient.json"));
            assertThat(summary.path("sha256").asText())
                    .isEqualTo(json(folder.resolve("export-1/gradient.json"))
                            .path("sha256")
                            .asText());
            assertThat(summary.path("agrees").asBoolean()).isTrue();
            assertThat(summary.path("rows").asInt()).isEqualTo(1_100);
        }
    }

    @Test
    void exportedParametersAreReadBack() throws IOException {
        assertThat(train("run.id=model", "train.steps=2")).isZero();
        Path export = folder.resolve("export");
        int code = run(
                "gradient",
                "--data",
                "drawn",
                "--split",
                "valid",
                "--rows",
                "500",
                "--network",
                "784-50-10",
                "--loss",
                "cross_entropy",
                "--parameters",
                folder.resolve("model/model").toString(),
                "--export",
                export.toString());
        assertThat(code).as(err.toString()).isZero();
        // the other splits are standardised with the statistics of the whole training split
        assertThat(json(export.resolve("gradient.json")).path("mean").asDouble())
                .isEqualTo(0.1238824, within(1e-6));
    }

    @Test
    void parametersThatDoNotFitAreDataErrorsAndWriteNothing() {
        assertThat(train("run.id=model", "train.steps=1")).isZero();
        Path export = folder.resolve("export");
        int code = run(
                "gradient",
                "--data",
                "drawn",
                "--rows",
                "100",
                "--network",
                "784-40-10",
                "--loss",
                "cross_entropy",
                "--parameters",
                folder.resolve("model/model").toString(),
                "--export",
                export.toString());
        assertThat(code).isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("w1.npy: expected shape (784, 40), found (784, 50)");
        assertThat(export).doesNotExist();
    }

    @Test
    void missingParametersAreADataErrorAndAFileForAFolderAResourceError() throws IOException {
        assertThat(run("gradient", "--data", "drawn", "--rows", "9", "--parameters", folder.toString()))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("w1.npy: expected a NumPy array, found no such file");
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(train("run.output=" + file)).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(err.toString()).contains(file + ": expected a writable path, found: a file");
    }

    @Test
    void aUriThatNobodyCanOpenIsNoOutput() {
        assertThat(train("run.output=nobody://nowhere/runs")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .contains(
                        "run.output: expected a path on a file system that Hadoop can open, found nobody://nowhere/runs");
    }

    /** Taken for a path, each would be another folder, file: or s3a:, in the working directory. */
    @Test
    void aUriOfALocalFileIsItsPathAndOneThatNobodyCanOpenIsRefusedWhereverAPathIsGiven() throws IOException {
        Path digits = folder.resolve("digits");
        IdxWriter.write(new DrawnDigits(1, 40, 10).training(), digits, "train", false);
        IdxWriter.write(new DrawnDigits(1, 40, 10).split(SplitName.TEST), digits, "t10k", false);
        Files.writeString(folder.resolve("a.conf"), "lockstep.data.rows = 20");
        String uri = "file://" + folder;
        assertThat(run("data", "describe", "--data=" + uri + "/digits", "--config=" + uri + "/a.conf"))
                .as(err.toString())
                .isZero();
        String[] gradient = {
            "gradient", "--data=" + uri + "/digits", "--rows=9", "--network=784-3-1", "--export=" + uri + "/export"
        };
        assertThat(run(gradient)).as(err.toString()).isZero();
        assertThat(folder.resolve("export/gradient.json")).exists();

        for (String other : List.of("s3a://bucket/a", "hdfs:/a")) {
            assertThat(run("data", "describe", "--data", other)).isEqualTo(ExitCode.DATA.code());
            assertThat(err.toString())
                    .contains(
                            other.startsWith("s3a")
                                    ? "s3a://bucket/a: expected what Spark can read with the jars that it has"
                                    : "hdfs:/a: expected a URI with a host, hdfs://HOST/PATH, found none. Add the host");
            gradient[4] = "--export=" + other;
            assertThat(run(gradient)).isEqualTo(ExitCode.USAGE.code());
            assertThat(err.toString()).contains("'--export'", "a file system that Hadoop can open, found " + other);
            assertThat(run("evaluate", other, "--data=drawn")).isEqualTo(ExitCode.USAGE.code());
            assertThat(err.toString()).contains("a file system that Hadoop can open, found " + other);
            assertThat(run("data", "describe", "--data=drawn", "--config=" + other))
                    .isEqualTo(ExitCode.USAGE.code());
            assertThat(err.toString()).contains("--config: expected a local path, found the URI " + other);
            assertThat(train("data.cache=" + other)).isEqualTo(ExitCode.USAGE.code());
            assertThat(err.toString()).contains("data.cache: expected the path of a local folder, found \"" + other);
        }
        assertThat(Path.of("file:")).doesNotExist();
        assertThat(Path.of("s3a:")).doesNotExist();
    }

    @Test
    void anExportLeavesNothingOfTheOneBefore() throws IOException {
        String export = folder.resolve("export").toString();
        assertThat(run(
                        "gradient",
                        "--data",
                        "drawn",
                        "--rows",
                        "20",
                        "--network",
                        "784-5-4-1",
                        "--input-gradient",
                        "--export",
                        export))
                .as(err.toString())
                .isZero();
        assertThat(run("gradient", "--data", "drawn", "--rows", "20", "--network", "784-1", "--export", export))
                .as(err.toString())
                .isZero();
        try (Stream<Path> files = Files.list(folder.resolve("export"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("grad")))
                    .containsExactlyInAnyOrder("grad_w1.npy", "grad_b1.npy", "gradient.json");
        }
    }

    @Test
    void aGradientAsJsonIsAllThatIsPrinted() throws IOException {
        assertThat(run(
                        "gradient",
                        "--data",
                        "drawn",
                        "--rows",
                        "600",
                        "--block-rows",
                        "64",
                        "--check-rows",
                        "128",
                        "--json"))
                .as(err.toString())
                .isZero();
        JsonNode gradient = new ObjectMapper().readTree(out.toString());
        assertThat(gradient.path("verdict").asText()).isEqualTo("all agree");
        JsonNode agreements = gradient.path("agreements");
        assertThat(agreements).extracting(one -> one.path("right").asText()).containsExactly("local", "reference");
        assertThat(agreements).extracting(one -> one.path("examples").asInt()).containsExactly(600, 128);
        assertThat(agreements.get(1).path("tensors").get(0).path("worst").asText())
                .startsWith("w1[");
    }

    @Test
    void drawnDigitsComeBackFromTheirFilesWithTheSameHashes() throws IOException {
        assertThat(run("data", "describe", "--data", "drawn", "--json")).isZero();
        JsonNode drawn = new ObjectMapper().readTree(out.toString());
        Path files = folder.resolve("digits");
        assertThat(run("data", "draw", "--out", files.toString(), "--gzip")).isZero();
        assertThat(run("data", "describe", "--data", files.toString(), "--json"))
                .isZero();
        JsonNode read = new ObjectMapper().readTree(out.toString());
        assertThat(read.path("pixelsSha256")).isEqualTo(drawn.path("pixelsSha256"));
        assertThat(read.path("labelsSha256")).isEqualTo(drawn.path("labelsSha256"));
        assertThat(read.path("rows").asInt()).isEqualTo(50_000);
    }

    @Test
    void digitsAreShownAndPainted() {
        Path png = folder.resolve("row.png");
        assertThat(run("data", "show", "--data", "drawn", "--count", "3", "--png", png.toString()))
                .isZero();
        assertThat(out.toString().lines().count()).isGreaterThan(10);
        assertThat(png).isNotEmptyFile();
    }

    @Test
    void damagedFilesAreDataErrorsAndWriteNothing() throws IOException {
        Path files = folder.resolve("digits");
        assertThat(run("data", "draw", "--out", files.toString())).isZero();
        Path images = files.resolve("train-images-idx3-ubyte");
        byte[] bytes = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(bytes, bytes.length - 1));
        Path export = folder.resolve("export");
        assertThat(run("gradient", "--data", files.toString(), "--export", export.toString()))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("train-images-idx3-ubyte");
        assertThat(export).doesNotExist();
        Path runs = folder.resolve("runs");
        assertThat(run("train", "-D", "data.source=" + files, "-D", "run.output=" + runs))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(runs).doesNotExist();
    }

    @Test
    void outputThatCannotBeWrittenIsAResourceError() throws IOException {
        try (PrintWriter full = new PrintWriter(Files.newBufferedWriter(Path.of("/dev/full")))) {
            int code = CommandLines.execute(full, new PrintWriter(err, true), "data", "describe", "--data", "drawn");
            assertThat(code).isEqualTo(ExitCode.RESOURCES.code());
            assertThat(err.toString())
                    .startsWith("lockstep: resources: standard output: expected a destination that can be written");
        }
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(run("data", "draw", "--out", file.resolve("digits").toString()))
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(err.toString()).contains("expected a folder to which an IDX pair can be written");
    }

    @Test
    void blocksThatNoArrayHoldsAreRefused() {
        assertThat(train("block.rows=65536", "network.layers=784-40000-10")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .contains("block.rows: expected at most 53,687 rows for a layer of 40,000 units, found 65,536");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theDoctorSaysWhetherTrainWouldRunAndLeavesNothing() throws IOException {
        String runs = "run.output=" + folder.resolve("runs");
        assertThat(run("doctor", "-D", "data.source=drawn", "-D", runs))
                .as(out.toString())
                .isZero();
        assertThat(out.toString())
                .contains(
                        "ok      Spark 3.5.7 on local[2], 2 task slots",
                        "OpenBLAS",
                        "All checks passed: `train` can run.")
                .contains("the packages that Spark needs are open");
        assertThat(out.toString().lines().mapToInt(String::length).max().orElse(0))
                .isLessThanOrEqualTo(100);
        assertThat(folder).isEmptyDirectory();

        assertThat(run("doctor", "--json", "-D", "data.source=/nowhere")).isEqualTo(ExitCode.DATA.code());
        JsonNode problem = new ObjectMapper().readTree(out.toString()).findParent("verdict");
        assertThat(problem.path("where")).isNotEmpty();
        assertThat(out.toString()).contains("\"verdict\" : \"problem\"", "/nowhere: expected a dataset");

        Path file = Files.createFile(folder.resolve("file"));
        assertThat(run("doctor", "-D", "data.source=drawn", "-D", "run.output=" + file.resolve("runs")))
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(out.toString())
                .contains("cannot be written or created", "Set run.output", "`train` cannot run: 1 problem.");
        assertThat(run("doctor", "-D", "data.source=drawn", "-D", runs, "-D", "network.layers=784-1000000-10"))
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(out.toString()).contains("the run needs up to", "Set LOCKSTEP_MEMORY=");
        List<String> gpu = List.of("-D", "compute.kernel=nd4j", "-D", "compute.backend=gpu", "-D", "data.source=drawn");
        for (String command : List.of("doctor", "train --dry-run")) {
            List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
            words.addAll(gpu);
            assertThat(run(words.toArray(String[]::new))).isEqualTo(ExitCode.RESOURCES.code());
            assertThat(out.toString() + err).contains("expected ND4J's CUDA build in the application");
        }
        assertThat(run("doctor", "-D", "data.source=drawn", "-D", runs, "-D", "cluster.min-slots=3"))
                .isEqualTo(ExitCode.RESOURCES.code());
        assertThat(out.toString()).contains("cluster.min-slots: expected 3 task slots");
    }

    @Test
    void everyCommandHasHelpWithin100Columns() {
        for (String command : List.of(
                "",
                "train",
                "reproduce",
                "gradient",
                "evaluate",
                "predict",
                "doctor",
                "data",
                "data describe",
                "data show",
                "data draw",
                "data download")) {
            List<String> arguments = new ArrayList<>(command.isEmpty() ? List.of() : List.of(command.split(" ")));
            arguments.add("--help");
            assertThat(run(arguments.toArray(String[]::new))).isZero();
            assertThat(out.toString()).contains("Usage: lockstep");
            assertThat(out.toString().lines().mapToInt(String::length).max().orElse(0))
                    .isLessThanOrEqualTo(100);
        }
    }

    @Test
    void aWrongOptionIsAUsageError() {
        assertThat(run("gradient", "--data", "drawn", "--activation", "tanh")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--activation", "relu, shifted-relu");
        assertThat(run("gradient")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--data");
        assertThat(run()).isEqualTo(ExitCode.USAGE.code());
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
