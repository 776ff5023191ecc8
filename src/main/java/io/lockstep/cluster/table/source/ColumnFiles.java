package io.lockstep.cluster.table.source;

import io.lockstep.cluster.table.source.RowSearch.Found;
import io.lockstep.data.DataException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Parquet and ORC. */
record ColumnFiles(SparkFiles files, Dataset<Row> rows) implements FileRows {

    static ColumnFiles open(SparkFiles files) {
        return new ColumnFiles(files, files.load(Map.of()));
    }

    @Override
    public Dataset<Row> ofFile(String file) {
        return files.loadOne(Map.of(), rows.schema(), file);
    }

    @Override
    public RowPlace place(Found row) {
        return new RowPlace(SourcePath.shownUri(row.file()), row.number(), false);
    }

    @Override
    public Optional<DataException> malformed() {
        return Optional.empty();
    }
}
