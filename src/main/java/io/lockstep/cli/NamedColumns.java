package io.lockstep.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which column of a table is what; each stands for the key {@code data.NAME}. */
final class NamedColumns {
    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description =
                    "Names a table's column to predict; several, separated by commas, for a regression with several"
                            + " outputs.")
    private @Nullable String label;

    @Option(
            names = "--features",
            paramLabel = "COLUMNS",
            description = "Names a table's feature columns, separated by commas: names, PREFIX*, or one column with an"
                    + " array or vector; default: all that are left.")
    private @Nullable String features;

    @Option(
            names = "--weight",
            paramLabel = "COLUMN",
            description = "Names a table's column with the weight of each row.")
    private @Nullable String weight;

    @Option(
            names = "--id",
            paramLabel = "COLUMN",
            description = "Names a table's column that identifies a row; default: rows are ordered by their content.")
    private @Nullable String id;

    @Option(
            names = "--categories",
            paramLabel = "auto|none|all|COLUMNS",
            description = "Selects the columns that become one input per category; default auto: those with words.")
    private @Nullable String categories;

    /** What was given, by key. */
    Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        put(flags, "data.label", label);
        put(flags, "data.features", features);
        put(flags, "data.weight", weight);
        put(flags, "data.id", id);
        put(flags, "data.categories", categories);
        return flags;
    }

    /** Sets a key where the option was given. */
    static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }
}
