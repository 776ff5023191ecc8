package io.lockstep.cluster.table.source;

import io.lockstep.data.drawn.DrawnTable;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A table as the user names it.
 *
 * @param source a file, a folder or a pattern on any file system that Hadoop supports, or {@code table:CATALOG.DB.NAME}, or
 *     {@code drawn-table}; what else the format takes, such as a JDBC URL
 * @param format one of Spark's; empty to recognise it by the files' names
 * @param options of Spark's reader, and of ours: {@code decimal} for CSV, {@code zeroBased} for LIBSVM
 */
public record TableSource(String source, String format, Map<String, String> options) implements Serializable {
    private static final String CATALOG = "table:";

    public TableSource {
        format = format.strip();
        options = Map.copyOf(options);
    }

    /** A source whose files say their format. */
    public static TableSource of(String source) {
        return new TableSource(source, "", Map.of());
    }

    /**
     * Whether a source without a format is a table, by its name or by the files in it; needs no Spark. A name that only a table can have
     * is one, whether it exists or not.
     *
     * @throws io.lockstep.data.DataException if it cannot be looked at, or has files of several formats
     */
    public static boolean isTable(String source) {
        return source.startsWith(CATALOG)
                || source.equals(DrawnTable.NAME)
                || TableFormat.ofName(source).isPresent()
                || FoundFiles.find(source, Optional.empty()).isPresent();
    }

    /** The name in Spark's catalogs; empty if it is not there. */
    Optional<String> catalogName() {
        return source.startsWith(CATALOG) ? Optional.of(source.substring(CATALOG.length())) : Optional.empty();
    }

    /** Whether it is the table that Lockstep generates. */
    boolean isDrawn() {
        return source.equals(DrawnTable.NAME);
    }

    /** An option by any of its names, in any case; empty if it is not given. */
    Optional<String> option(String... names) {
        Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        known.putAll(options);
        for (String name : names) {
            if (known.containsKey(name)) {
                return Optional.of(known.get(name));
            }
        }
        return Optional.empty();
    }

    /** The same with one more option, which takes the place of a given one. */
    public TableSource with(String option, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(options);
        more.put(option, value);
        return new TableSource(source, format, more);
    }

    /**
     * The same, read with as many columns as the training data has: LIBSVM files do not say how many they have. Other formats are not
     * changed.
     */
    public TableSource withNumFeatures(int features) {
        return with(LibsvmLine.NUM_FEATURES, String.valueOf(features));
    }

    /** For messages: without options, which may have passwords in them. */
    @Override
    public String toString() {
        return SourcePath.shown(source);
    }
}
