package io.lockstep.cli;

import io.lockstep.config.RunConfig;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.table.TableCard;
import io.lockstep.job.Connection;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
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
        sortOptions = false,
        description =
                "Reads a whole split or table and prints its card. Of images: rows, shape, classes, mean and standard"
                        + " deviation, hashes. Of a table: each column with kind, missing values, mean, standard deviation, range"
                        + " and categories; the column to predict by class or as a histogram, if --label names it; a hash of the"
                        + " content that does not depend on order or format; and what deserves a look.")
final class DataDescribeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private NamedColumns columns = new NamedColumns();

    @Option(names = "--json", description = "Prints the card as JSON, with all columns, and nothing else.")
    private boolean json;

    @Override
    public Integer call() {
        Screen screen = json ? Screen.silent() : new Screen(spec.commandLine().getOut());
        RunConfig config = data.config(columns.flags());
        if (data.isTable(config)) {
            TableCard card = table(config, screen);
            print(card);
            screen.cardOfAll(card);
        } else {
            DataOptions.Chosen chosen = data.open(config, screen);
            DatasetCard card = DatasetCard.of(
                    chosen.examples(), chosen.location(), chosen.examples().rows());
            print(card);
            screen.card(card);
        }
        return ExitCode.OK.code();
    }

    private TableCard table(RunConfig config, Screen screen) {
        RunListener listener = new ScreenListener(screen);
        try (Connection spark = new Connection(() -> Sessions.open("Lockstep data describe", config, listener))) {
            return data.table(config).card(spark.session(), listener);
        }
    }

    private void print(Object card) {
        if (json) {
            spec.commandLine().getOut().print(Json.pretty(card));
            spec.commandLine().getOut().flush();
        }
    }
}
