package io.lockstep.cluster.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user's options about a table's columns.
 *
 * @param features the feature columns, in the network's order; empty if they are to be detected
 * @param prefix of the feature columns' names instead; empty if not given
 * @param label the column of the label; null if there is none
 * @param id the column that names a row; null if there is none
 */
public record ColumnChoice(
        List<String> features,
        String prefix,
        @Nullable String label,
        @Nullable String id) {

    /** No options. */
    public static final ColumnChoice NONE = new ColumnChoice(List.of(), "", null, null);

    /** The hint about these options in messages. */
    static final String HOW =
            "Name the features with --features or --features-prefix, and the columns that are not features with --label and --id.";

    public ColumnChoice {
        features = List.copyOf(features);
    }
}
