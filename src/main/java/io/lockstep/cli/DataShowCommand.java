package io.lockstep.cli;

import io.lockstep.cluster.table.FirstRows;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.picture.DigitPicture;
import io.lockstep.job.Connection;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code data show}: a row of digits, in the terminal and as a PNG. */
@Command(
        name = "show",
        sortOptions = false,
        description = "Shows images in a row in the terminal, and writes them as a PNG; or the first rows of a table.")
final class DataShowCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--first",
            defaultValue = "0",
            paramLabel = "ID",
            description = "Selects the first image; default 0. A TABLE is shown from its first row.")
    private int first;

    @Option(
            names = "--count",
            defaultValue = "6",
            paramLabel = "N",
            description = "Sets the number of images or rows; default 6.")
    private int count = 6;

    @Option(names = "--png", paramLabel = "FILE", description = "Writes the images to FILE, as one image.")
    private @Nullable Path png;

    @Option(
            names = "--plain",
            description = "Prints letters without colours; also the default if the output is not a terminal.")
    private boolean plain;

    @Override
    @SuppressWarnings("SystemConsoleNull") // on Java 17, the only one Spark 3.5 runs on, null does mean "no terminal"
    public Integer call() throws IOException {
        Screen screen = new Screen(spec.commandLine().getOut());
        RunConfig config = data.config(Map.of());
        if (data.isTable(config)) {
            requireRows();
            new RowLines(screen).show(table(config, screen));
            return ExitCode.OK.code();
        }
        DigitPicture picture = DigitPicture.of(data.open(config, screen).examples(), first, count);
        boolean colour = !plain && System.console() != null && System.getenv("NO_COLOR") == null;
        spec.commandLine().getOut().print(picture.text(100, colour));
        spec.commandLine().getOut().flush();
        if (png != null) {
            picture.writePng(png);
            screen.line("written to %s", png);
        }
        return ExitCode.OK.code();
    }

    private void requireRows() {
        if (first != 0 || png != null) {
            throw new ConfigException("--first, --png: expected images, found a table. Remove these options.");
        }
        GradientCommand.requireWithin("--count", count, MOST_ROWS);
    }

    private FirstRows table(RunConfig config, Screen screen) {
        RunListener listener = new ScreenListener(screen);
        try (Connection spark = new Connection(() -> Sessions.open("Lockstep data show", config, listener))) {
            return data.table(config).rows(spark.session(), count, listener);
        }
    }
}
