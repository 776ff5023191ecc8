package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a newcomer does with a table that needs no file, and what each command says. */
@Tag("drill")
class DrawnTableCommandsTest extends CommandFixture {

    private int train(String... more) {
        return run(Stream.concat(
                        Stream.of(
                                "train",
                                "--config",
                                "conf/table.conf",
                                "-D",
                                "run.output=" + folder.resolve("runs"),
                                "-D",
                                "run.id=t"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private void assertThatAllLinesFit() {
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void theConfigurationTrainsAndItsModelIsUsed() {
        assertThat(train()).as(err.toString()).isZero();
        assertThatAllLinesFit();
        assertThat(out.toString())
                .contains(
                        "target      rent: high 3,565, low 4,976, medium 7,474",
                        "validation  3,985 rows",
                        "cluster against local: bit-identical",
                        "before and after standardising")
                .containsOnlyOnce("637 of 16,015 rows have no value and take the mean");
        Matcher accuracy = Pattern.compile("Validation: .*accuracy ([0-9.]+) %").matcher(out.toString());
        assertThat(accuracy.find()).isTrue();
        assertThat(Double.parseDouble(accuracy.group(1))).isGreaterThan(85); // 47 for the most frequent class

        String model = folder.resolve("runs/t").toString();
        assertThat(run("evaluate", model, "--data", "drawn-table"))
                .as(err.toString())
                .isZero();
        assertThatAllLinesFit();
        assertThat(out.toString())
                .contains("of 20,000 examples", "Confusion matrix")
                .containsPattern("medium +9,309 ")
                .containsPattern(" +high +low +medium");
        String predictions = folder.resolve("p").toString();
        assertThat(run("predict", model, "--data", "drawn-table", "--out", predictions))
                .as(err.toString())
                .isZero();
        assertThatAllLinesFit();
        assertThat(out.toString()).contains("Predicted 20,000 rows", "accuracy");
        assertThat(run("evaluate", model, "--data", "drawn-table", "--label", "area"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--label: expected rent, the column that the model predicts, found area");
        assertThat(run("evaluate", model, "--data", "drawn-table", "--features", "area"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(run("evaluate", model, "--data", "drawn-table", "--split", "test"))
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void theGradientOfTheTable() {
        String[] gradient = {
            "gradient",
            "--data",
            "drawn-table",
            "--label",
            "rent",
            "--missing",
            "mean",
            "--loss",
            "cross-entropy",
            "--hidden",
            "8",
            "--scale",
            "none",
            "--features",
            "r*"
        };
        assertThat(run(gradient)).as(err.toString()).isZero();
        assertThatAllLinesFit();
        assertThat(out.toString())
                .contains("1 input, stored as", "Mean and standard deviation (std) of the activations", "all agree")
                .doesNotContain("standardised");
    }

    @Test
    void withoutALabelTheColumnsAreNamed() {
        for (String command : List.of("gradient", "train")) {
            assertThat(run(command, "--data", "drawn-table")).isEqualTo(ExitCode.DATA.code());
            assertThat(err.toString())
                    .contains("drawn-table: expected the name of the column to predict", "Name it with --label")
                    .contains("area, rooms, floor, lift, balcony, year, distance, district, heating, rent");
        }
        assertThat(run("train", "--data", "drawn-table", "--label", "rent", "-D", "run.output=" + folder.resolve("r")))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("637 in year").contains("data.missing = mean");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void describeAndShowTakeTables() throws IOException {
        assertThat(run("data", "describe", "--data", "drawn-table"))
                .as(err.toString())
                .isZero();
        assertThatAllLinesFit();
        assertThat(out.toString())
                .contains("rows        20,000; 20 inputs", "target      none", "rent: high 4,465, low 6,226");
        assertThat(run("data", "describe", "--data", "drawn-table", "--label", "area"))
                .isZero();
        assertThat(out.toString()).contains("area from", "####", "--loss mse");
        assertThat(run("data", "describe", "--data", "drawn-table", "--label", "rent", "--json"))
                .isZero();
        JsonNode card = new ObjectMapper().readTree(out.toString());
        assertThat(card.path("rows").asInt()).isEqualTo(20_000);
        assertThat(card.path("targets").get(0).path("classes")).hasSize(3);

        assertThat(run("data", "describe", "--data", "drawn-table", "--label", "rnt"))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("Did you mean 'rent'?");
        assertThat(run("data", "describe", "--data", "drawn-table", "--split", "test"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--split: expected a SOURCE that has splits, found the table drawn-table");

        assertThat(run("data", "show", "--data", "drawn-table", "--count", "2")).isZero();
        assertThat(out.toString().lines()).hasSize(3);
        assertThat(out.toString()).contains("heating", "Harbour", "electric");
        assertThat(run("data", "show", "--data", "drawn-table", "--first", "7")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--first, --png: expected images, found a table");
    }

    @Test
    void theDrawnTableIsWrittenAsCsv() throws IOException {
        assertThat(run("data", "draw", "--data", "drawn-table", "--out", folder.toString()))
                .isZero();
        assertThat(out.toString()).contains("20,000 rows written", "apartments.csv --label rent --missing mean");
        assertThat(Files.readAllLines(folder.resolve("apartments.csv"))).hasSize(20_001);
        assertThat(run("data", "draw", "--data", "mnist", "--out", folder.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("expected drawn or drawn-table");
    }

    private int doctor(String... settings) {
        List<String> words = new ArrayList<>(List.of("doctor", "--config", "conf/table.conf", "-D"));
        words.add("run.output=" + folder.resolve("runs"));
        for (String setting : settings) {
            words.addAll(List.of("-D", setting));
        }
        return run(words.toArray(String[]::new));
    }

    @Test
    void theDoctorReadsTheTableAsTrainDoes() throws IOException {
        assertThat(doctor()).as(out.toString()).isZero();
        assertThatAllLinesFit();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("16,015 rows to train on and 3,985 to validate, 17 inputs, 3 outputs")
                .contains("note column year: 637 of 16,015 rows have no value and take the mean")
                .contains("All checks passed");
        assertThat(doctor("data.label=rnt")).isEqualTo(ExitCode.DATA.code());
        assertThat(out.toString()).contains("problem drawn-table: expected the column 'rnt'", "1 problem.");
        assertThat(doctor("data.missing=error")).isEqualTo(ExitCode.DATA.code());
        assertThat(out.toString()).contains("missing values");
        assertThat(doctor("data.label=")).isEqualTo(ExitCode.DATA.code());
        assertThat(out.toString()).contains("problem drawn-table: expected the name of the column to predict");
        assertThat(doctor("network.layers=9-3")).isEqualTo(ExitCode.USAGE.code());
        assertThat(out.toString()).contains("configuration", "problem network.layers: expected 17 inputs");
        assertThat(doctor("data.source=" + folder.resolve("no.csv"))).isEqualTo(ExitCode.DATA.code());
        assertThat(out.toString().replaceAll("\\s+", " ")).contains("no such file or folder");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDryRunReadsTheTableAndWritesNothing() {
        assertThat(train("--dry-run")).as(err.toString() + out).isZero();
        assertThat(out.toString()).contains("rent: high 3,565", "All checks passed", "Dry run: run t would start");
        assertThatAllLinesFit();
        assertThat(train("--dry-run", "--label", "rnt")).isEqualTo(ExitCode.DATA.code());
        assertThat(train("--dry-run", "-D", "network.layers=9-3")).isEqualTo(ExitCode.USAGE.code());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aModelOfImagesDoesNotTakeIt() {
        Path runs = folder.resolve("runs");
        assertThat(run(
                        "train",
                        "--data",
                        "drawn",
                        "--hidden",
                        "4",
                        "-D",
                        "data.rows=600",
                        "-D",
                        "train.steps=1",
                        "-D",
                        "check.against=",
                        "-D",
                        "run.id=i",
                        "-D",
                        "run.output=" + runs))
                .as(err.toString())
                .isZero();
        assertThat(run("evaluate", runs.resolve("i").toString(), "--data", "drawn-table"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("the model was trained on images, found drawn-table");
    }

    @Test
    void helpTextsNameTables() {
        for (String command : List.of("train", "gradient", "evaluate", "predict", "data describe", "data show")) {
            List<String> words = new ArrayList<>(List.of(command.split(" ")));
            words.add("--help");
            assertThat(run(words.toArray(String[]::new))).isZero();
            assertThat(out.toString().replaceAll("\\s+", " "))
                    .contains("SOURCE|TABLE", "drawn-table (which Lockstep generates)", "hdfs:, s3a:");
        }
    }
}
