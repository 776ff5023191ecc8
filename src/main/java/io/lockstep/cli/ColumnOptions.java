package io.lockstep.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which column of a table is what; each stands for the key {@code data.NAME}. */
final class ColumnOptions {
    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description =
                    "Names the column to predict; several, separated by commas, for a regression with several outputs.")
    private @Nullable String label;

    @Option(
            names = "--features",
            paramLabel = "COLUMNS",
            description =
                    "Names the feature columns, separated by commas: names, PREFIX*, or one column with an array or"
                            + " vector; default: all that are left.")
    private @Nullable String features;

    @Option(names = "--weight", paramLabel = "COLUMN", description = "Names the column with the weight of each row.")
    private @Nullable String weight;

    @Option(
            names = "--id",
            paramLabel = "COLUMN",
            description = "Names the column that identifies a row; default: rows are ordered by their content.")
    private @Nullable String id;

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
            names = "--categories",
            paramLabel = "auto|none|all|COLUMNS",
            description = "Selects the columns that become one input per category; default auto: those with words.")
    private @Nullable String categories;

    @Option(
            names = "--scale",
            paramLabel = "standardize|standardize-all|none",
            description =
                    "Selects the scaling of the features; default: standardize for tables, standardize-all for images.")
    private @Nullable String scale;

    /** What was given, by key. */
    Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        put(flags, "data.label", label);
        put(flags, "data.features", features);
        put(flags, "data.weight", weight);
        put(flags, "data.id", id);
        put(flags, "data.class-weight", classWeight);
        put(flags, "data.missing", missing);
        put(flags, "data.categories", categories);
        put(flags, "data.scale", scale);
        return flags;
    }

    /** Sets a key where the option was given. */
    static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }
}
