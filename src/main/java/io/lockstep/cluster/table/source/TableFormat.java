package io.lockstep.cluster.table.source;

import io.lockstep.data.Spelling;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The file formats of tables that are recognised by the files' names. */
public enum TableFormat {
    /** Columns with types. */
    PARQUET,
    /** Text with the columns' names in the first line. */
    CSV,
    /** An object a line, or an array of objects. */
    JSON,
    /** Columns with types. */
    ORC,
    /** Text: a label, and indexes with values. */
    LIBSVM;

    private static final Set<String> LIBSVM_NAMES = Set.of("libsvm", "svm", "svmlight");

    /** The options of Spark's reader, which the user's may replace: to fail where it would guess or omit something. */
    Map<String, String> options() {
        return switch (this) {
            case PARQUET, ORC -> Map.of("mergeSchema", "true"); // not the columns of one file that comes first
            case CSV ->
                Map.of(
                        "header", "true",
                        "mode", "FAILFAST", // a line with another number of values
                        "enforceSchema", "false", // a file with other names than the first
                        "escape", "\""); // of a quote within quotes: another quote (RFC 4180)
            case JSON -> Map.of("mode", "FAILFAST");
            case LIBSVM -> Map.of();
        };
    }

    /** Whether the files are text, which is looked at before Spark reads it. */
    boolean isText() {
        return this == CSV || this == JSON || this == LIBSVM;
    }

    /** The format of a file by its name: {@code part-0.snappy.parquet}, {@code digits.csv.gz}; empty if it is no table. */
    public static Optional<TableFormat> ofName(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|bz2|zst|lz4|snappy|deflate)$", "");
        int dot = plain.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : named(plain.substring(dot + 1));
    }

    /** The format that a user names; empty if it is one of Spark's others. */
    static Optional<TableFormat> named(String format) {
        return LIBSVM_NAMES.contains(format.toLowerCase(Locale.ROOT))
                ? Optional.of(LIBSVM)
                : Stream.of(values())
                        .filter(one -> Spelling.areAlike(one.name(), format))
                        .findFirst();
    }

    /** As in a file's name: {@code parquet}, {@code csv}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
