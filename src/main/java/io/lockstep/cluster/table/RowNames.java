package io.lockstep.cluster.table;

import io.lockstep.cluster.table.source.SourcePath;
import io.lockstep.data.table.RowCells;
import java.io.Serializable;
import java.util.Objects;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** What messages call a row. It must not depend on how the table is cut into partitions. */
public interface RowNames extends Serializable {

    /** The name of a row that was just read, in its task. */
    String of(InternalRow row, RowCells cells);

    /** By its first values, with the file where Spark knows it. */
    RowNames BY_CONTENT = (row, cells) -> {
        UTF8String path = InputFileBlockHolder.getInputFilePath();
        String file = path.numBytes() == 0 ? "" : " of " + SourcePath.shownUri(path.toString());
        return cells.shown() + file;
    };

    /** By the value of the column that names rows. */
    static RowNames byId(String column) {
        return (row, cells) -> "row with %s = %s".formatted(column, Objects.requireNonNull(cells.id()));
    }
}
