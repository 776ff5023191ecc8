package io.lockstep.cluster.table;

import io.lockstep.cluster.table.source.OpenedTable;
import io.lockstep.cluster.table.source.ReadingFailure;
import io.lockstep.cluster.table.source.TableSource;
import io.lockstep.data.DataException;
import java.util.List;
import java.util.Objects;
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
    /**
     * Reads the schema.
     *
     * @throws DataException if the files are damaged
     */
    public static Table open(TableFiles files) {
        TableSource source = TableSource.of(files.location()).with("inferSchema", "true");
        return new Table(
                files,
                OpenedTable.open(
                                SparkSession.builder().getOrCreate(),
                                source,
                                notice -> {}) // on the context that is there
                        .rows());
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

    /** What Spark failed to read, in words. */
    static DataException unreadable(TableFiles files, Throwable failure) {
        return ReadingFailure.of(files.toString(), failure);
    }

    /** A failure of a job on the rows: in words if a file could not be read, or else as it is. */
    Throwable inWords(Throwable failure) {
        return isOfReading(failure) ? unreadable(files, failure) : failure;
    }

    /** Whether a table's file could not be read: what was thrown while Spark read it, and not by Lockstep. */
    private static boolean isOfReading(Throwable failure) {
        List<Throwable> chain =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        return chain.stream()
                        .noneMatch(cause -> cause instanceof Error
                                || cause.getClass().getName().startsWith("io.lockstep."))
                && chain.stream()
                        .flatMap(cause -> Stream.of(cause.getStackTrace()))
                        .anyMatch(frame -> frame.getClassName().endsWith(".FileScanRDD$$anon$1"));
    }
}
