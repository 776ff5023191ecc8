package io.lockstep.cluster.table;

import io.lockstep.data.Features;
import io.lockstep.data.table.InputRow;
import io.lockstep.data.table.RowCells;
import io.lockstep.data.table.RowEncoder;
import io.lockstep.data.table.TableColumn;
import io.lockstep.data.table.TableSchema;
import io.lockstep.data.table.UsedColumns;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** The inputs of a table's rows for a model that was trained on a table, one row at a time, as Spark hands rows to functions. */
public final class TableInputs implements Serializable {
    private static final long serialVersionUID = 1L;

    private final StructType columns;
    private final TableScan scan;
    private final RowEncoder encoder;
    private final int inputs;
    private transient @Nullable ThreadLocal<Reader> readers;

    /** What one thread reads with. */
    private record Reader(Function1<Object, Object> converter, RowCells cells, InputRow row) {}

    /**
     * Of rows with these columns, in any order, and no others.
     *
     * @throws io.lockstep.data.DataException if one that the model needs is missing
     */
    public TableInputs(String where, StructType columns, TableSchema schema) {
        this.columns = columns;
        List<TableColumn> known =
                Stream.of(columns.fields()).map(CellReader::column).toList();
        UsedColumns used = UsedColumns.of(where, known, schema.featureColumns(), List.of(), "", "", "");
        scan = TableScan.of(used, columns, 0, 0, RowNames.BY_CONTENT);
        encoder = new RowEncoder(schema, null);
        inputs = schema.inputs().size();
    }

    /**
     * The inputs of a row.
     *
     * @throws io.lockstep.data.DataException if a cell is none that the model takes
     */
    public Features of(Row row) {
        Reader reader = reader();
        scan.read((InternalRow) reader.converter.apply(row), reader.cells);
        encoder.encode(reader.cells, reader.row);
        return reader.row.features(inputs);
    }

    private Reader reader() {
        if (readers == null) {
            readers = ThreadLocal.withInitial(() -> new Reader(
                    CatalystTypeConverters.createToCatalystConverter(columns), scan.cells(), new InputRow()));
        }
        return readers.get();
    }
}
