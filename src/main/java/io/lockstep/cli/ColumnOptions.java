package io.lockstep.cli;

import static io.lockstep.cli.NamedColumns.put;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how a table's columns become inputs; each stands for the key {@code data.NAME}. */
final class ColumnOptions {
    @Mixin
    private NamedColumns named = new NamedColumns();

    @Option(
            names = "--class-weight",
            paramLabel = "WEIGHTS",
            description =
                    "Sets the weight of each class: none, balanced, or CLASS:WEIGHT separated by commas; default none.")
    private @Nullable String classWeight;

    @Option(
            names = "--missing",
            paramLabel = "error|mean",
            description = "Selects what a missing number becomes: an error, or the mean of its column; default error.")
    private @Nullable String missing;

    @Option(
            names = "--scale",
            paramLabel = "standardize|standardize-all|none",
            description =
                    "Selects the scaling of the features; default: standardize for tables, standardize-all for images.")
    private @Nullable String scale;

    /** What was given, by key. */
    Map<String, String> flags() {
        Map<String, String> flags = named.flags();
        put(flags, "data.class-weight", classWeight);
        put(flags, "data.missing", missing);
        put(flags, "data.scale", scale);
        return flags;
    }
}
