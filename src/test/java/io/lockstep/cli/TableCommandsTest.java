package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.data.SmallDigits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A table from training to predictions, as it is typed, and how commands end that cannot be done. */
class TableCommandsTest extends CommandFixture {
    private static final String HEADER = "size;colour;kind\n";

    private String table(String name, String kind) throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 60; i++) {
            text.append(i % 7 == 0 ? "" : (i % 20) + ",5")
                    .append(i % 3 == 0 ? ";red;" : ";blue;")
                    .append(i % 20 > 9 ? kind : "small")
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String runs() {
        return "run.output=" + folder.resolve("runs");
    }

    @Test
    void aTableIsTrainedOnReproducedEvaluatedAndPredicted() throws IOException {
        String csv = table("kinds.csv", "large");
        String[] train = {
            "train",
            "--data",
            csv,
            "--label",
            "kind",
            "--missing",
            "mean",
            "--valid",
            "0.3",
            "--hidden",
            "4",
            "--run-id",
            "kinds",
            "-D",
            "data.options.sep=;",
            "-D",
            "data.options.decimal=,",
            "-D",
            "block.rows=8",
            "-D",
            "train.steps=20",
            "-D",
            "train.evaluate-every=10",
            "-D",
            runs()
        };
        assertThat(run(train)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("target      kind: large", "network     3-4-2", "verdict: all agree");
        Path model = folder.resolve("runs/kinds");
        assertThat(model.resolve("report.html")).isNotEmptyFile();
        assertThat(run(train)).isZero();
        assertThat(out.toString()).contains("Run kinds is already complete");

        assertThat(run("reproduce", model.toString(), "--partitions", "3"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("as recorded rows and their content", "bit-identical at every step");
        assertThat(run("reproduce", model.toString(), "-D", "train.steps=3")).isEqualTo(ExitCode.USAGE.code());

        String[] options = {"-D", "data.options.sep=;", "-D", "data.options.decimal=,"};
        assertThat(run(with(options, "evaluate", model.toString(), "--data", csv)))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("features    size, colour", "predicts    kind", "of 60 examples", "kinds.csv\n")
                .doesNotContain("kinds.csv, train\n  from");
        String other = table("other.csv", "huge");
        assertThat(run(with(options, "evaluate", model.toString(), "--data", other)))
                .isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("huge").hasLineCount(1);
        String predictions = folder.resolve("predictions").toString();
        assertThat(run(with(options, "predict", model.toString(), "--data", other, "--out", predictions)))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("Predicted 60 rows", "kind, prediction");
        assertThat(run(
                        "evaluate",
                        model.toString(),
                        "--data",
                        SmallDigits.folder().toString()))
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void aTableMayBeForTrainingAlone() throws IOException {
        String csv = table("kinds.csv", "large");
        String[] options = {"-D", "data.options.sep=;", "-D", "data.options.decimal=,"};
        String[] train = {
            "train",
            "--data",
            csv,
            "--label",
            "kind",
            "--missing",
            "mean",
            "--valid",
            "0",
            "--hidden",
            "4",
            "--run-id",
            "all",
            "-D",
            "block.rows=8",
            "-D",
            "batch.blocks=2",
            "-D",
            "train.epochs=3",
            "-D",
            runs()
        };
        assertThat(run(with(options, train))).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "rows        60",
                        "epoch   1  loss",
                        "epoch   3  loss",
                        "Validation: none, as configured; training loss ")
                .doesNotContain("validation  ");
        Path model = folder.resolve("runs/all");
        assertThat(run("reproduce", model.toString())).as(err.toString()).isZero();
        assertThat(run(with(options, "evaluate", model.toString(), "--data", csv)))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("of 60 examples").doesNotContain("validation set of the training run");
        assertThat(run(with(
                        options,
                        "doctor",
                        "-D",
                        "data.source=" + csv,
                        "-D",
                        "data.label=kind",
                        "-D",
                        "data.missing=mean",
                        "-D",
                        "data.valid=0")))
                .as(out.toString())
                .isZero();
        assertThat(out.toString().replaceAll("\\s+", " ")).contains("60 rows to train on and none to validate");
    }

    private static String[] with(String[] options, String... command) {
        String[] all = Arrays.copyOf(command, command.length + options.length);
        System.arraycopy(options, 0, all, command.length, options.length);
        return all;
    }

    @Test
    void whatCannotBeDoneEndsWithItsCodeAndWritesNothing() throws IOException {
        String csv = table("kinds.csv", "large");
        String[] options = {"-D", "data.options.sep=;", "-D", "data.options.decimal=,", "-D", runs()};
        assertThat(run(with(options, "train", "--data", csv))).isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString()).contains("the name of the column to predict", "size, colour, kind", "--label");
        assertThat(run(with(options, "train", "--data", csv, "--label", "kind", "--valid", "1")))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(run(with(options, "train", "--data", SmallDigits.folder().toString(), "--label", "kind")))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("data.label = kind", "expected only for tables");
        assertThat(run("gradient", "--data", "drawn", "--weight", "w")).isEqualTo(ExitCode.USAGE.code());
        assertThat(folder.resolve("runs")).doesNotExist();
    }
}
