package io.lockstep.cli;

import io.lockstep.data.picture.DigitPicture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code data show}: a row of digits, in the terminal and as a PNG. */
@Command(name = "show", description = "Shows examples in a row in the terminal, and writes them as a PNG.")
final class DataShowCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--first",
            defaultValue = "0",
            paramLabel = "ID",
            description = "Selects the first example; default 0.")
    private int first;

    @Option(
            names = "--count",
            defaultValue = "6",
            paramLabel = "N",
            description = "Sets the number of examples; default 6.")
    private int count = 6;

    @Option(names = "--png", paramLabel = "FILE", description = "Writes the image to FILE.")
    private @Nullable Path png;

    @Option(
            names = "--plain",
            description = "Prints letters without colours; also the default if the output is not a terminal.")
    private boolean plain;

    @Override
    @SuppressWarnings("SystemConsoleNull") // on Java 17, the only one Spark 3.5 runs on, null does mean "no terminal"
    public Integer call() throws IOException {
        Screen screen = new Screen(spec.commandLine().getOut());
        DigitPicture picture = DigitPicture.of(data.open(screen).examples(), first, count);
        boolean colour = !plain && System.console() != null && System.getenv("NO_COLOR") == null;
        spec.commandLine().getOut().print(picture.text(100, colour));
        spec.commandLine().getOut().flush();
        if (png != null) {
            picture.writePng(png);
            screen.line("written to %s", png);
        }
        return ExitCode.OK.code();
    }
}
