package io.lockstep.cluster.table;

import io.lockstep.cluster.table.source.OpenedTable;
import io.lockstep.cluster.table.source.RowPlace;
import io.lockstep.cluster.table.source.RowTest;
import io.lockstep.data.table.RowPlaces;
import io.lockstep.data.table.TableColumn;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows from anywhere.
 *
 * @param where they are, for messages
 * @param rows read on demand, several times, always the same
 * @param places finds the first row that passes a test, where rows have a place
 */
public record SourceTable(String where, Dataset<Row> rows, Function<RowTest, Optional<RowPlace>> places) {

    /** The rows of files, each with its place. */
    public static SourceTable of(OpenedTable table) {
        return new SourceTable(table.source().toString(), table.rows(), table::first);
    }

    /** Rows without a place, as those of a caller. */
    public static SourceTable of(String where, Dataset<Row> rows) {
        return new SourceTable(where, rows, test -> Optional.empty());
    }

    /** What its columns can hold. */
    List<TableColumn> columns() {
        return Stream.of(rows.schema().fields()).map(CellReader::column).toList();
    }

    /** Spark's own rows, which are made without an object for each cell. */
    JavaRDD<InternalRow> internal() {
        return rows.queryExecution().toRdd().toJavaRDD();
    }

    /** The places of rows by their hash. */
    RowPlaces placesBy(TableScan scan) {
        return identity ->
                places.apply(scan.hasIdentity(rows.schema(), identity)).map(RowPlace::toString);
    }
}
