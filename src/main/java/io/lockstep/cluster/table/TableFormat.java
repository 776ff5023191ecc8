package io.lockstep.cluster.table;

import io.lockstep.data.Spelling;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The supported file formats of tables. */
public enum TableFormat {
    /** Columns with types. */
    PARQUET,
    /** Text with the columns' names in the first line; types are inferred. */
    CSV,
    /** An object a line. Spark gives their columns in alphabetical order. */
    JSON,
    /** Columns with types. */
    ORC;

    /** The options of Spark's reader: to fail where it would guess or omit something. */
    Map<String, String> options() {
        return switch (this) {
            case PARQUET, ORC -> Map.of();
            case CSV ->
                Map.of(
                        "header", "true",
                        "inferSchema", "true",
                        "mode", "FAILFAST", // a line with another number of values
                        "enforceSchema", "false", // a file with other names than the first
                        "escape", "\""); // of a quote within quotes: another quote (RFC 4180)
            case JSON -> Map.of("mode", "FAILFAST");
        };
    }

    /** The format of a file by its name: {@code part-0.snappy.parquet}, {@code digits.csv.gz}; empty if it is no table. */
    static Optional<TableFormat> ofName(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|bz2|zst|lz4|snappy|deflate)$", "");
        return Stream.of(values())
                .filter(format -> plain.endsWith("." + format))
                .findFirst();
    }

    /** As in a file's name: {@code parquet}, {@code csv}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
