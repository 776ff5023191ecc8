package io.lockstep.cli;

import io.lockstep.config.ConfigException;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnCsv;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.drawn.DrawnTable;
import io.lockstep.data.idx.IdxWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code data draw}: the drawn digits as IDX files. */
@Command(
        name = "draw",
        sortOptions = false,
        description =
                "Writes the generated digits as four IDX files, the format of MNIST, or the generated table as a CSV"
                        + " file.")
final class DataDrawCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--data",
            defaultValue = "drawn",
            paramLabel = "drawn|drawn-table",
            description = "Selects the digits or the table; default drawn.")
    private String source = "drawn";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Names the output folder; it is created if missing.")
    @SuppressWarnings("NullAway.Init") // required
    private Path out;

    @Option(names = "--gzip", description = "Compresses the files with gzip.")
    private boolean gzip;

    @Override
    public Integer call() throws IOException {
        Screen screen = new Screen(spec.commandLine().getOut());
        if (source.equals(DrawnTable.NAME)) {
            Path file = DrawnCsv.write(out, gzip);
            screen.line("%,d rows written; use them with", DrawnTable.ROWS);
            screen.line("  --data %s --label %s --missing mean", file, DrawnTable.LABEL);
            return ExitCode.OK.code();
        }
        if (!source.equals("drawn")) {
            throw new ConfigException("--data: expected drawn or drawn-table, which Lockstep generates, found '"
                    + source + "'. Remove the option.");
        }
        DrawnDigits digits = new DrawnDigits();
        IdxWriter.write(digits.training(), out, "train", gzip);
        IdxWriter.write(digits.split(SplitName.TEST), out, "t10k", gzip);
        screen.line(
                "%,d + %,d drawn digits written to %s; use them with --data %s",
                digits.training().rows(), digits.split(SplitName.TEST).rows(), out, out);
        return ExitCode.OK.code();
    }
}
