package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.data.ArrayExamples;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.idx.IdxWriter;
import io.lockstep.metric.Classification;
import io.lockstep.metric.Confusion;
import io.lockstep.metric.Evaluation;
import io.lockstep.report.Metrics;
import io.lockstep.report.Rehashed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that a run left, and what {@code evaluate} and {@code predict} do with it, with other data and with damage. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folders
class ModelCommandsTest extends CommandFixture {
    private static final int ROWS = 60; // of the CSV files
    private static final String CLASSIFIER = "cross_entropy";

    @TempDir
    private static Path models;

    @BeforeAll
    static void train() {
        for (String kind : List.of("cross_entropy 784-20-10 vector", "mse 784-8-1 nd4j")) {
            String[] words = kind.split(" ", -1);
            List<String> arguments = new ArrayList<>(List.of("train"));
            for (String override : List.of(
                    "data.source=drawn",
                    "data.rows=2000",
                    "train.learning-rate=0.02",
                    "check.every=off",
                    "train.steps=3",
                    "network.loss=" + words[0],
                    "network.layers=" + words[1],
                    "compute.kernel=" + words[2],
                    "run.output=" + models,
                    "run.id=" + words[0])) {
                arguments.addAll(List.of("-D", override));
            }
            StringWriter err = new StringWriter();
            assertThat(SparkProperties.with(() -> CommandLines.execute(
                            new PrintWriter(new StringWriter()),
                            new PrintWriter(err, true),
                            arguments.toArray(String[]::new))))
                    .as(err.toString())
                    .isZero();
        }
    }

    private static String model(String loss) {
        return models.resolve(loss).toString();
    }

    @ParameterizedTest
    @CsvSource({"cross_entropy, vector", "mse, nd4j"})
    void evaluateGivesTheMetricsOfTheRunForAnyNumberOfPartitions(String loss, String kernel) throws IOException {
        JsonNode recorded = json(models.resolve(loss).resolve("model/model.json"));
        for (String partitions : List.of("1", "2", "7")) {
            String of = "cluster.partitions=" + partitions;
            assertThat(run("evaluate", model(loss), "--data=drawn", "--split=valid", "--json", "-D", of))
                    .as(err.toString())
                    .isZero();
            JsonNode evaluation = new ObjectMapper().readTree(out.toString()); // and nothing else
            assertThat(evaluation.path("metrics")).isEqualTo(recorded.path("heldOut"));
            assertThat(evaluation.path("data")).isEqualTo(recorded.path("heldOutData"));
            assertThat(evaluation.path("kernel").asText()).isEqualTo(kernel);
            assertThat(evaluation.path("layout").path("partitions").asText()).isEqualTo(partitions);
            assertThat(evaluation.path("model").path("parametersSha256")).isEqualTo(recorded.path("parametersSha256"));
        }
    }

    @Test
    void evaluateStandardisesByTheModelAndPrintsTablesWithin100Columns() throws IOException {
        Path run = models.resolve(CLASSIFIER);
        assertThat(run("evaluate", run.resolve("model").toString(), "--data", "drawn", "--split", "valid"))
                .as(err.toString())
                .isZero();
        double mean = json(run.resolve("model/model.json"))
                .path("standardizer")
                .path("mean")
                .asDouble();
        assertThat(out.toString())
                .contains("Model: run cross_entropy after step 3")
                .contains("drawn digits, train, 2,000 rows, pixels/256 mean %.7f".formatted(mean))
                .contains(
                        "drawn digits, valid",
                        "precision",
                        "Confusion matrix: ",
                        "These examples are the validation set");
        assertThat(run("evaluate", model("mse"), "--data", "drawn")).isZero();
        assertThat(out.toString()).contains("class", "-"); // no precision of classes that are never predicted
        assertThat(out.toString().lines().mapToInt(String::length)).allMatch(columns -> columns <= 100);
    }

    @Test
    void aMatrixThatIsTooWideBecomesAListOfTheMostFrequentMistakes() {
        int classes = 40;
        long[][] counts = new long[classes][classes];
        counts[3][39] = 7;
        counts[2][1] = 9_000;
        StringWriter text = new StringWriter();
        new MetricsLines(new Screen(new PrintWriter(text)))
                .show(Metrics.of(Evaluation.of(
                        1,
                        9_007,
                        Classification.of(
                                new Confusion(Stream.of(counts)
                                        .map(row -> IntStream.range(0, classes)
                                                .mapToObj(i -> row[i])
                                                .toList())
                                        .toList()),
                                null),
                        List.of())));
        assertThat(text.toString()).endsWith("""
                        Confusion matrix: the most frequent errors; --json prints the whole matrix
                          class  predicted as  examples
                          2                 1     9,000
                          3                39         7
                        """);
    }

    @Test
    void aModelThatIsMissingOrDamagedAndDataThatDoesNotFitAreDataErrors() throws IOException {
        for (String command : List.of("evaluate", "predict --out=" + folder.resolve("out"))) {
            assertData("expected a model: a folder with model.json", command, folder.toString(), "drawn");
            Path copy = folder.resolve("copy");
            Files.createDirectories(copy);
            for (String name : List.of("w1.npy", "b1.npy", "w2.npy", "b2.npy", "model.json")) {
                Path from = models.resolve(CLASSIFIER).resolve("model").resolve(name);
                Files.write(copy.resolve(name), Files.readAllBytes(from));
            }
            byte[] weights = Files.readAllBytes(copy.resolve("w1.npy"));
            weights[weights.length - 3] ^= 1;
            Files.write(copy.resolve("w1.npy"), weights);
            assertData("expected parameters with the hash ", command, copy.toString(), "drawn");
            ObjectNode card = (ObjectNode) json(copy.resolve("model.json"));
            Rehashed.write(
                    copy.resolve("model.json"), card.put("schemaVersion", 99).toString());
            assertData("schemaVersion: expected 1 .. 2, found 99", command, copy.toString(), "drawn");
            card.put("schemaVersion", 2).remove("architecture");
            Rehashed.write(copy.resolve("model.json"), card.toString());
            assertData("model.json: expected a complete model card", command, copy.toString(), "drawn");
            Files.writeString(copy.resolve("model.json"), "{");
            assertData("model.json: expected JSON that Lockstep wrote", command, copy.toString(), "drawn");

            Path small = idx("small", ArrayExamples.of(30, 5, 4));
            String[] where = {
                "small, test: expected 784 pixels per image, the inputs of the model 784-20-10", "found 20 (5 x 4). "
            };
            assertData(where[0], command, model(CLASSIFIER), small.toString());
            assertThat(err.toString()).contains(where[1]);
            assertData("expected a dataset, found no such", command, model(CLASSIFIER), "nowhere");
        }
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("out.partial")).doesNotExist();
    }

    private Path copyOfTheModel() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("copied"));
        for (String name : List.of("w1.npy", "b1.npy", "w2.npy", "b2.npy", "model.json")) {
            Path from = models.resolve(CLASSIFIER).resolve("model").resolve(name);
            Files.write(copy.resolve(name), Files.readAllBytes(from));
        }
        return copy;
    }

    /** With it, every pixel would become another number, and the loss another, without a word. */
    @Test
    void aDigitOfTheModelsMeanThatWasChangedIsADataError() throws IOException {
        Path model = copyOfTheModel();
        Path card = model.resolve("model.json");
        String whole = Files.readString(card);
        String damaged = whole.replaceFirst("(\"mean\" : 0\\.\\d)\\d", "$19");
        assertThat(damaged).isNotEqualTo(whole);
        Files.writeString(card, damaged);
        for (String command : List.of("evaluate", "predict --out=" + folder.resolve("out"))) {
            assertData(
                    card + ", sha256: expected content with the hash "
                            + json(card).path("sha256").asText() + ", as it was written, found ",
                    command,
                    model.toString(),
                    "drawn");
        }
        Files.writeString(card, whole.replace("sha256", "sha255")); // lost
        assertData(
                "sha256: expected the hash of the file's content, as this version of the file has one, found none",
                "evaluate",
                model.toString(),
                "drawn");
    }

    @Test
    void aModelOfAnEarlierBuildHasNoHashAndIsTakenWithANotice() throws IOException {
        Path model = copyOfTheModel();
        Path card = model.resolve("model.json");
        Rehashed.writeWithoutHash(card, Files.readString(card), 1);
        assertThat(run("evaluate", model.toString(), "--data", "drawn"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("  not hashed  model.json was written by an earlier build: damage would not be noticed");
    }

    private void assertData(String message, String command, String model, String source) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.addAll(1, List.of(model, "--data", source));
        assertThat(run(words.toArray(String[]::new))).as(err.toString()).isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).startsWith("lockstep: data: ").contains(message);
    }

    private Path idx(String name, ArrayExamples examples) throws IOException {
        Path path = folder.resolve(name);
        IdxWriter.write(examples, path, "train", false);
        IdxWriter.write(examples, path, "t10k", false);
        return path;
    }

    @Test
    void theSameRowsAreTheSameBitsAsSplitAndAsTableAndInAnyNumberOfPartitions() throws IOException {
        ArrayExamples digits =
                ArrayExamples.readAll(new DrawnDigits().split(SplitName.TEST)).slice(0, ROWS);
        Path idx = idx("digits", digits);
        Path table = csv("digits.csv", digits);
        Set<List<String>> found = new HashSet<>();
        for (String partitions : List.of("1", "2", "7")) {
            Path split = folder.resolve("split-" + partitions);
            String of = "cluster.partitions=" + partitions;
            assertThat(run(predict(CLASSIFIER, idx, split, "--format=csv", "-D", of)))
                    .as(err.toString())
                    .isZero();
            found.add(rows(split));
        }
        Path predicted = folder.resolve("table");
        assertThat(run(predict(CLASSIFIER, table, predicted, "--format=csv", "--label=label", "--id=example")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("columns     786 columns (786 int)", "features    p0 .. p783")
                .containsPattern("Predicted 60 rows in .* s: accuracy \\d+\\.\\d\\d %, \\d+ of 60 with a label")
                .contains("written to  " + predicted, "1 file of csv, and _SUCCESS");
        assertThat(out.toString().lines().mapToInt(String::length)).allMatch(columns -> columns <= 100);
        found.add(rows(predicted));
        assertThat(found).hasSize(1);
        assertThat(found.iterator().next()).hasSize(ROWS);

        // through Parquet and back
        Path parquet = folder.resolve("parquet");
        assertThat(run(predict("mse", table, parquet, "--label=label", "--features-prefix=p")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("columns     example, label, prediction, output");
        assertThat(run(predict("mse", parquet, folder.resolve("x"), "--features=output")))
                .as("the network takes more")
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("expected 784 feature columns", "found 1: output double");
    }

    @Test
    void aLabelledTableIsEvaluatedAsItsRowsAreAndTheSameHoweverItIsCut() throws IOException {
        ArrayExamples digits =
                ArrayExamples.readAll(new DrawnDigits().split(SplitName.TEST)).slice(0, ROWS);
        JsonNode split = evaluation(idx("digits", digits));
        Path whole = csv("whole.csv", digits);
        Path cut = Files.createDirectory(folder.resolve("cut"));
        Files.move(csv("later.csv", digits.slice(13, ROWS - 13)), cut.resolve("a.csv"));
        Files.move(csv("first.csv", digits.slice(0, 13)), cut.resolve("b.csv"));
        JsonNode table = evaluation(whole, "--label=label", "--id=example");
        assertThat(table.path("metrics").path("confusion"))
                .isEqualTo(split.path("metrics").path("confusion"));
        assertThat(table.path("metrics").path("loss").asDouble()) // the same rows in blocks round otherwise, in float
                .isCloseTo(split.path("metrics").path("loss").asDouble(), within(1e-5));
        assertThat(table.path("source").asText()).isEqualTo(whole.toString());
        assertThat(evaluation(cut, "--label=label", "--id=example").path("metrics"))
                .isEqualTo(table.path("metrics"));

        assertThat(run("evaluate", model(CLASSIFIER), "--data", whole.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--label: expected the name of the table's column with the labels");
        Files.writeString(whole, Files.readString(whole).replaceFirst("\n17,\\d,", "\n17,10,"));
        assertData(
                "column label, row with example = 17: expected a class, a whole number from 0 to 9, found 10",
                "evaluate --label=label --id=example",
                model(CLASSIFIER),
                whole.toString());
        assertData(
                "column p0: expected a label that is not a feature",
                "evaluate --label=p0 --features="
                        + IntStream.range(0, 784).mapToObj(i -> "p" + i).collect(Collectors.joining(",")),
                model(CLASSIFIER),
                whole.toString());
    }

    private JsonNode evaluation(Path data, String... more) throws IOException {
        assertThat(run(Stream.concat(
                                Stream.of("evaluate", model(CLASSIFIER), "--json", "--data", data.toString()),
                                Stream.of(more))
                        .toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    private String[] predict(String loss, Path data, Path out, String... more) {
        return Stream.concat(
                        Stream.of("predict", model(loss), "--data", data.toString(), "--out", out.toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static List<Path> files(Path predicted) throws IOException {
        assertThat(predicted.resolve("_SUCCESS")).exists();
        assertThat(predicted.resolveSibling(predicted.getFileName() + ".partial"))
                .doesNotExist();
        try (Stream<Path> files = Files.list(predicted)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    /** {@code example, label, prediction, ...}, without the head. */
    private static List<String> rows(Path predicted) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path file : files(predicted)) {
            List<String> lines = Files.readAllLines(file);
            assertThat(lines.get(0)).startsWith("example,label,prediction,probability,probability_0,");
            rows.addAll(lines.subList(1, lines.size()));
        }
        return rows;
    }

    /** {@code example, label, p0, p1, ...}, as another program writes it. */
    private Path csv(String name, ArrayExamples digits, String... changes) throws IOException {
        StringBuilder text = new StringBuilder("example,label");
        IntStream.range(0, 784).forEach(i -> text.append(",p").append(i));
        for (int row = 0; row < digits.rows(); row++) {
            String pixels = IntStream.range(row * 784, (row + 1) * 784)
                    .mapToObj(i -> Integer.toString(digits.pixels()[i] & 0xff))
                    .collect(Collectors.joining(","));
            text.append("\n%d,%d,%s".formatted(row, digits.labels()[row], pixels));
        }
        String whole = text.toString();
        for (String change : changes) {
            int at = whole.indexOf("\n17,") + 1;
            int end = whole.indexOf('\n', at);
            String[] values = whole.substring(at, end).split(",", -1);
            values[2 + 300] = change;
            whole = whole.substring(0, at) + String.join(",", values) + whole.substring(end);
        }
        return Files.writeString(folder.resolve(name), whole);
    }

    @ParameterizedTest
    @CsvSource({"'', null", "3.5, 3.5", "-1, -1", "256, 256", "abc, '''abc'''"})
    void aRowThatHasNoGreyValueIsNamedAndNothingIsLeft(String value, String found) throws IOException {
        ArrayExamples digits =
                ArrayExamples.readAll(new DrawnDigits().split(SplitName.TEST)).slice(0, ROWS);
        Path table = csv("bad.csv", digits, value);
        Path predicted = folder.resolve("out");
        assertThat(run(predict(CLASSIFIER, table, predicted, "--label=label", "--id=example", "--features-prefix=p")))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString())
                .startsWith("lockstep: data: " + table
                        + ", column p300, row with example = 17: expected a feature, a whole"
                        + " number from 0 to 255, found " + found.replace("''", "'") + ". ");
        assertThat(predicted).doesNotExist();
        assertThat(folder.resolve("out.partial")).doesNotExist();
    }

    @Test
    void aFolderThatIsThereIsReplacedOnlyWhenAskedForAndOnlyIfSparkWroteIt() throws IOException {
        Path predicted = folder.resolve("out");
        Path idx = idx(
                "digits",
                ArrayExamples.readAll(new DrawnDigits().split(SplitName.TEST)).slice(0, ROWS));
        Files.createDirectories(predicted);
        Files.writeString(predicted.resolve("letter"), "keep me");
        assertThat(run(predict(CLASSIFIER, idx, predicted))).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--out: expected a folder that does not exist yet, found " + predicted);
        assertThat(run(predict(CLASSIFIER, idx, predicted, "--overwrite"))).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--overwrite: expected a folder that predict wrote");
        assertThat(predicted.resolve("letter")).hasContent("keep me");
        Files.delete(predicted.resolve("letter"));
        Files.delete(predicted);
        Files.createDirectories(folder.resolve("out.partial/left")); // by an attempt that was killed
        for (int time = 1; time <= 2; time++) {
            assertThat(run(predict(
                            CLASSIFIER, idx, predicted, "--overwrite", "--format=csv", "-D", "cluster.partitions=1")))
                    .as(err.toString())
                    .isZero();
            assertThat(rows(predicted)).hasSize(ROWS);
            assertThat(files(predicted)).hasSize(1);
        }
        // its own _SUCCESS does not make a run, or a table that is read, something to replace
        Path runFolder = Files.createDirectory(folder.resolve("run"));
        Files.writeString(runFolder.resolve("run.json"), "{}");
        Files.writeString(runFolder.resolve("_SUCCESS"), "");
        assertThat(run(predict(CLASSIFIER, idx, runFolder, "--overwrite"))).isEqualTo(ExitCode.USAGE.code());
        assertThat(runFolder.resolve("run.json")).exists();
        assertThat(run(predict(CLASSIFIER, predicted, predicted, "--overwrite")))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--out: expected a folder other than the input table");
        assertThat(rows(predicted)).hasSize(ROWS);
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run(predict(CLASSIFIER, idx, file.resolve("out")))).isEqualTo(ExitCode.RESOURCES.code());
        assertThat(err.toString()).contains("--out: expected a writable path");
    }

    @Test
    void optionsThatDoNotGoTogetherAreUsageErrors() throws IOException {
        Path table = csv("digits.csv", ArrayExamples.of(0, 28, 28));
        Path predicted = folder.resolve("out");
        assertThat(run(predict(CLASSIFIER, table, predicted, "--split=test"))).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--split: expected a SOURCE that has splits");
        assertThat(run(predict(CLASSIFIER, Path.of("drawn"), predicted, "--id=a")))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("expected a table, found drawn");
        assertThat(run(predict(CLASSIFIER, table, predicted, "--features=a", "--features-prefix=b")))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(run(predict(CLASSIFIER, table, predicted, "--format=avro"))).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("expected one of parquet, csv, found 'avro'");
    }

    @Test
    void theRealTestSetIsPredicted() {
        String shared = System.getenv("LOCKSTEP_SHARED");
        assumeTrue(shared != null, "LOCKSTEP_SHARED names no folder with MNIST");
        assertThat(run(predict(CLASSIFIER, Path.of(shared, "mnist"), folder.resolve("out"))))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("mnist, test", "of 10,000 with a label");
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
