package io.lockstep.cli;

import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.job.Sources;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The examples of a {@code data} command. */
final class DataOptions {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "SOURCE",
            description = "Names the data: " + Sources.HELP + ".")
    @SuppressWarnings("NullAway.Init") // required
    private String source;

    @Option(
            names = "--split",
            defaultValue = "train",
            description = "Selects the split: ${COMPLETION-CANDIDATES}; default train.")
    private SplitName split = SplitName.TRAIN;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    /** The split, with where its dataset is. */
    record Chosen(Examples examples, String location) {}

    Chosen open(Screen screen) {
        Sources.Source data = Sources.find(source, options.load().data(), line -> screen.line("  %s", line));
        return new Chosen(data.dataset().split(split), data.dataset().location());
    }
}
