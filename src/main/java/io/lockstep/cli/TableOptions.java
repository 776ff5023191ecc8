package io.lockstep.cli;

import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.config.ConfigException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is said of a table's columns. */
final class TableOptions {
    /** What a table is, said in help texts. */
    static final String TABLES = "a file or folder that Spark SQL reads: .parquet, .csv (with a header), .json, .orc";

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "COLUMN",
            description =
                    "of a table: columns of grey values 0 .. 255 in the network's order, or one with an array of them;"
                            + " default: all numeric columns but label and id, or the only array")
    private List<String> features = List.of();

    @Option(
            names = "--features-prefix",
            defaultValue = "",
            paramLabel = "PREFIX",
            description = "the columns whose names begin so, by the number that follows")
    private String prefix = "";

    @Option(names = "--label", paramLabel = "COLUMN", description = "what is right, for the accuracy; no feature")
    private @Nullable String label;

    @Option(names = "--id", paramLabel = "COLUMN", description = "names a row in messages; no feature")
    private @Nullable String id;

    /**
     * As it was said.
     *
     * @throws ConfigException if the features are named in two ways
     */
    ColumnChoice choice() {
        if (!features.isEmpty() && !prefix.isEmpty()) {
            throw new ConfigException(
                    "--features-prefix: expected it or --features, found both. Leave out one of them.");
        }
        return new ColumnChoice(features, prefix, label, id);
    }
}
