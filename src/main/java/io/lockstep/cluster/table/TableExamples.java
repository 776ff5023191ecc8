package io.lockstep.cluster.table;

import io.lockstep.data.table.InputRow;
import io.lockstep.data.table.RowCells;
import io.lockstep.data.table.RowEncoder;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;

/** A table's rows as the model reads them, one at a time, with the values of the columns that are kept. */
final class TableExamples implements Iterator<Example> {
    private final Iterator<InternalRow> rows;
    private final TableScan scan;
    private final RowEncoder encoder;
    private final int inputs;
    private final KeptColumns kept;
    private final LongAccumulator unknown;
    private final RowCells cells;
    private final InputRow encoded = new InputRow();

    /**
     * Of the rows of one partition.
     *
     * @param kept positions of the kept columns
     * @param unknown counts words that were not there in training
     */
    TableExamples(
            Iterator<InternalRow> rows,
            TableScan scan,
            RowEncoder encoder,
            int inputs,
            StructType schema,
            List<Integer> kept,
            LongAccumulator unknown) {
        this.rows = rows;
        this.scan = scan;
        this.encoder = encoder;
        this.inputs = inputs;
        this.kept = new KeptColumns(schema, kept);
        this.unknown = unknown;
        cells = scan.cells();
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    /**
     * The next row.
     *
     * @throws io.lockstep.data.DataException if a cell is none that the model takes
     */
    @Override
    public Example next() {
        InternalRow row = rows.next();
        scan.read(row, cells);
        encoder.encode(cells, encoded);
        if (encoded.unknown() > 0) {
            unknown.add(encoded.unknown());
        }
        return new Example(kept.of(row), encoded.features(inputs));
    }
}
