package io.lockstep.cluster.table.source;

import io.lockstep.cluster.table.source.RowSearch.Found;
import io.lockstep.data.DataException;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of files of one format. */
sealed interface FileRows permits ColumnFiles, CsvFiles, JsonFiles, LibsvmFiles {
    /** All rows, read on demand. */
    Dataset<Row> rows();

    /** The rows of one file, in one partition, with the same columns. */
    Dataset<Row> ofFile(String file);

    /** Where a row of {@link #ofFile} is. */
    RowPlace place(Found row);

    /** The first row that cannot be read; empty if none is found. */
    Optional<DataException> malformed();
}
