package io.lockstep.cli;

import io.lockstep.config.RunConfig;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.job.Sources;
import io.lockstep.job.TableLook;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The examples of a {@code data} command. */
final class DataOptions {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "SOURCE|TABLE",
            description = "Names the data: " + Sources.HELP + ".")
    @SuppressWarnings("NullAway.Init") // required
    private String source;

    @Option(
            names = "--split",
            description = "Selects the split of a SOURCE: ${COMPLETION-CANDIDATES}; default train. A TABLE has none.")
    private @Nullable SplitName split;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    /** The split of images, with where its dataset is. */
    record Chosen(Examples examples, String location) {}

    /** The configuration, with what the command's own options set over it. */
    RunConfig config(Map<String, String> flags) {
        return options.load(flags);
    }

    /** Whether the data is a table. */
    boolean isTable(RunConfig config) {
        return TableLook.isTable(source, split, config);
    }

    /** The table, which it is. */
    TableLook table(RunConfig config) {
        return new TableLook(source, config);
    }

    /** The images, if it is no table. */
    Chosen open(RunConfig config, Screen screen) {
        Sources.Source data = Sources.find(source, config.data(), line -> screen.line("  %s", line));
        return new Chosen(
                data.dataset().split(split == null ? SplitName.TRAIN : split),
                data.dataset().location());
    }
}
