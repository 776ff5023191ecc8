package io.lockstep.cli;

import io.lockstep.config.ConfigException;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.idx.IdxWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code data draw}: the drawn digits as IDX files. */
@Command(name = "draw", description = "Writes the drawn digits as the four IDX files that MNIST comes in.")
final class DataDrawCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--data", defaultValue = "drawn", paramLabel = "SOURCE", description = "can only be drawn")
    private String source = "drawn";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "where to write; made if missing")
    @SuppressWarnings("NullAway.Init") // required
    private Path out;

    @Option(names = "--gzip", description = "packs the files, as MNIST is published")
    private boolean gzip;

    @Override
    public Integer call() throws IOException {
        if (!source.equals("drawn")) {
            throw new ConfigException(
                    "--data: expected drawn, which is all that can be drawn, found '" + source + "'.");
        }
        DrawnDigits digits = new DrawnDigits();
        IdxWriter.write(digits.training(), out, "train", gzip);
        IdxWriter.write(digits.split(SplitName.TEST), out, "t10k", gzip);
        new Screen(spec.commandLine().getOut())
                .line(
                        "%,d + %,d drawn digits written to %s; use them with --data %s",
                        digits.training().rows(), digits.split(SplitName.TEST).rows(), out, out);
        return ExitCode.OK.code();
    }
}
