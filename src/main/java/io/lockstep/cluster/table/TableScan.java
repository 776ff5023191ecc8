package io.lockstep.cluster.table;

import io.lockstep.cluster.table.source.RowTest;
import io.lockstep.data.SplitMix64;
import io.lockstep.data.table.Cell;
import io.lockstep.data.table.RowCells;
import io.lockstep.data.table.TableColumn;
import io.lockstep.data.table.UsedColumns;
import io.lockstep.data.table.VectorCell;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a table in a task, one at a time, cell by cell.
 *
 * @param used the columns
 * @param readers of the columns that make a row's content
 * @param id reader of the column that names rows; null if there is none
 * @param valid reader of the column that marks validation rows; null if there is none
 * @param fraction of the rows that is for validation
 * @param seed of the order
 * @param names what messages call rows
 */
record TableScan(
        UsedColumns used,
        List<ColumnReader> readers,
        @Nullable CellReader id,
        @Nullable CellReader valid,
        double fraction,
        long seed,
        RowNames names)
        implements Serializable {
    private static final long SPLIT =
            0x5f3759df; // a key that is no seed: the same rows are held out, whatever the seed

    /**
     * Reads one column.
     *
     * @param position in the table
     * @param plain null of arrays
     * @param vector null of others
     */
    record ColumnReader(
            int position,
            @Nullable CellReader plain,
            @Nullable VectorReader vector) implements Serializable {}

    static TableScan of(UsedColumns used, StructType schema, double fraction, long seed, RowNames names) {
        List<ColumnReader> readers = new ArrayList<>();
        for (int position : used.cells()) {
            var type = schema.fields()[position].dataType();
            boolean isVector = CellReader.column(schema.fields()[position]).type() == TableColumn.Type.VECTOR;
            readers.add(new ColumnReader(
                    position, isVector ? null : CellReader.of(type), isVector ? VectorReader.of(type) : null));
        }
        RowNames named = used.id() < 0 ? names : RowNames.byId(schema.fieldNames()[used.id()]);
        return new TableScan(
                used, readers, reader(schema, used.id()), reader(schema, used.valid()), fraction, seed, named);
    }

    private static @Nullable CellReader reader(StructType schema, int position) {
        return position < 0 ? null : CellReader.of(schema.fields()[position].dataType());
    }

    /** A row, filled again for each. */
    RowCells cells() {
        return new RowCells(used);
    }

    /** Fills the cells from a row. */
    void read(InternalRow row, RowCells to) {
        for (int i = 0; i < readers.size(); i++) {
            ColumnReader reader = readers.get(i);
            VectorCell vector = to.vector(i);
            Cell cell = to.cell(i);
            if (vector != null && reader.vector != null) {
                reader.vector.read(row, reader.position, vector);
            } else if (cell != null && reader.plain != null) {
                reader.plain.readNullable(row, reader.position, cell);
            }
        }
        Cell idCell = to.id();
        if (id != null && idCell != null) {
            id.readNullable(row, used.id(), idCell);
        }
        Cell validCell = to.valid();
        if (valid != null && validCell != null) {
            valid.readNullable(row, used.valid(), validCell);
        }
        to.complete(() -> names.of(row, to));
    }

    /** Whether a row, as Spark hands it to a caller, has this {@link RowCells#identity}; in a task. */
    RowTest hasIdentity(StructType schema, long identity) {
        return row -> {
            RowCells found = cells();
            read(
                    (InternalRow) CatalystTypeConverters.createToCatalystConverter(schema)
                            .apply(row),
                    found);
            return found.identity() == identity;
        };
    }

    /** The hash by which rows are ordered. */
    long order(RowCells row) {
        return SplitMix64.mix(row.identity() + SplitMix64.mix(seed));
    }

    /** Whether a row is for validation. A mark that says neither is found in the first pass. */
    boolean isHeldOut(RowCells row) {
        if (valid != null) {
            return Boolean.TRUE.equals(row.isMarked());
        }
        return fraction > 0 && uniform(row) < fraction;
    }

    private static double uniform(RowCells row) {
        return (SplitMix64.mix(row.identity() + SplitMix64.mix(SPLIT)) >>> 11) * 0x1p-53;
    }

    /** The rows of a task, each in the same cells. */
    Iterator<RowCells> open(Iterator<InternalRow> rows) {
        RowCells cells = cells();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public RowCells next() {
                read(rows.next(), cells);
                return cells;
            }
        };
    }
}
