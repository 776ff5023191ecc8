package io.lockstep.cluster.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user says of a table's columns.
 *
 * @param features the columns of the features, in the network's order; empty where they are to be found
 * @param prefix how their names begin instead; empty if that is not said
 * @param label the column of the label; null if there is none
 * @param id the column that names a row; null if there is none
 */
public record ColumnChoice(
        List<String> features,
        String prefix,
        @Nullable String label,
        @Nullable String id) {

    /** Nothing was said. */
    public static final ColumnChoice NONE = new ColumnChoice(List.of(), "", null, null);

    /** The options that say it. */
    static final String HOW =
            "Name the features with --features or --features-prefix, and the columns that are not features with --label and --id.";

    public ColumnChoice {
        features = List.copyOf(features);
    }
}
