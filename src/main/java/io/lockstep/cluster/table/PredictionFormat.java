package io.lockstep.cluster.table;

import io.lockstep.data.Spelling;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** The file format of predictions. */
public enum PredictionFormat {
    /** All probabilities in one array. */
    PARQUET,
    /** Each probability in a column; the columns' names are in the first line. */
    CSV;

    /** The options of Spark's writer. */
    Map<String, String> options() {
        return switch (this) {
            case PARQUET ->
                Map.of( // nearly all of them differ: Parquet would build a dictionary of each and drop it
                        "parquet.enable.dictionary#probability", "false",
                        "parquet.enable.dictionary#probabilities.list.element", "false");
            case CSV ->
                Map.of(
                        "header", "true",
                        "escape", "\"", // of a quote within quotes: another quote (RFC 4180)
                        "ignoreLeadingWhiteSpace", "false",
                        "ignoreTrailingWhiteSpace", "false");
        };
    }

    /** Whether it supports columns of this type. */
    boolean takes(DataType type) {
        return this == PARQUET
                || !(type instanceof ArrayType
                        || type instanceof MapType
                        || type instanceof StructType
                        || type instanceof BinaryType);
    }

    /** As on the command line: {@code parquet}, {@code csv}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
