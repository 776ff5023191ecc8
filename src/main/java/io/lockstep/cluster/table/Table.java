package io.lockstep.cluster.table;

import io.lockstep.cluster.table.source.OpenedTable;
import io.lockstep.cluster.table.source.ReadingFailure;
import io.lockstep.cluster.table.source.TableSource;
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
}
