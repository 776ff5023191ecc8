package io.lockstep.cli;

import io.lockstep.data.DatasetCard;
import io.lockstep.report.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code data describe}: the dataset card. */
@Command(
        name = "describe",
        description =
                "Reads a whole split and prints its card: rows, shape, classes, mean and standard deviation, hashes.")
final class DataDescribeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--json", description = "Prints the card as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        DataOptions.Chosen chosen = data.open(screen);
        DatasetCard card = DatasetCard.of(
                chosen.examples(), chosen.location(), chosen.examples().rows());
        if (json) {
            spec.commandLine().getOut().print(Json.pretty(card));
            spec.commandLine().getOut().flush();
        } else {
            screen.card(card);
        }
        return ExitCode.OK.code();
    }
}
