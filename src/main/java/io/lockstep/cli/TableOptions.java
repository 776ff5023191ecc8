package io.lockstep.cli;

import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.config.ConfigException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a table's columns. */
final class TableOptions {
    @Option(
            names = "--features",
            split = ",",
            paramLabel = "COLUMN",
            description =
                    "With a model of images: names a table's feature columns, with pixel values 0 .. 255 in the order"
                            + " of the network's inputs, separated by commas; or PREFIX*, or one column with an array of them;"
                            + " default: all numeric columns except label and id, or the only array. A model of a table knows its"
                            + " columns.")
    private List<String> features = List.of();

    @Option(
            names = "--features-prefix",
            defaultValue = "",
            paramLabel = "PREFIX",
            description =
                    "Selects the feature columns whose names begin with PREFIX, ordered by the number that follows; the"
                            + " same as --features PREFIX*.")
    private String prefix = "";

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "With a model of images: names a table's column with the labels; it is not a feature.")
    private @Nullable String label;

    @Option(
            names = "--id",
            paramLabel = "COLUMN",
            description = "Names a table's column that identifies a row in messages; it is not a feature.")
    private @Nullable String id;

    /**
     * The columns that were named.
     *
     * @throws ConfigException if the features are named in two ways
     */
    ColumnChoice choice() {
        if (!features.isEmpty() && !prefix.isEmpty()) {
            throw new ConfigException(
                    "--features-prefix: expected either this option or --features, found both. Remove one of them.");
        }
        if (features.size() == 1 && features.get(0).endsWith("*")) {
            String first = features.get(0);
            return new ColumnChoice(List.of(), first.substring(0, first.length() - 1), label, id);
        }
        return new ColumnChoice(features, prefix, label, id);
    }
}
