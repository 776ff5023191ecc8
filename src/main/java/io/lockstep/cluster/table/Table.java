package io.lockstep.cluster.table;

import io.lockstep.data.DataException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A table as Spark SQL reads it.
 *
 * @param files of the table
 * @param rows read on demand
 */
public record Table(TableFiles files, Dataset<Row> rows) {
    private static final int LONGEST = 150; // of Spark's messages, which may have a whole row in them

    /**
     * Reads the schema.
     *
     * @throws DataException if the files are damaged
     */
    public static Table open(TableFiles files) {
        try {
            return new Table(
                    files,
                    SparkSession.builder()
                            .getOrCreate() // on the context that is there
                            .read()
                            .format(files.format().toString())
                            .options(files.format().options())
                            .load(files.location()));
        } catch (Exception e) { // Spark throws checked exceptions that no signature declares
            throw unreadable(files, e);
        }
    }

    /** The number of columns by type, for the screen: {@code 785 columns (785 int)}. */
    public String columns() {
        return "%,d columns (%s)"
                .formatted(
                        rows.columns().length,
                        Stream.of(rows.schema().fields())
                                .collect(Collectors.groupingBy(
                                        field -> field.dataType().simpleString(), Collectors.counting()))
                                .entrySet()
                                .stream()
                                .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
                                .map(type -> "%,d %s".formatted(type.getValue(), type.getKey()))
                                .limit(5)
                                .collect(Collectors.joining(", ")));
    }

    /** Spark's innermost message, which names the file or the line. */
    static DataException unreadable(TableFiles files, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String found = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new DataException(
                files.toString(),
                "a table that Spark SQL reads as " + files.format(),
                found.length() > LONGEST ? found.substring(0, LONGEST) + " ..." : found,
                "Repair the file, or write it again.",
                failure);
    }
}
