package io.lockstep.cluster.table;

import io.lockstep.data.table.InputRow;
import io.lockstep.data.table.RowCells;
import io.lockstep.data.table.RowEncoder;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import scala.Function1;

/** A table's rows as the model reads them, one at a time, with the values of the columns that are kept. */
final class TableExamples implements Iterator<Example> {
    private final Iterator<InternalRow> rows;
    private final TableScan scan;
    private final RowEncoder encoder;
    private final int inputs;
    private final int[] kept;
    private final DataType[] types;
    private final List<Function1<Object, Object>> converters;
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
        this.kept = kept.stream().mapToInt(Integer::intValue).toArray();
        types = kept.stream().map(at -> schema.fields()[at].dataType()).toArray(DataType[]::new);
        converters = Stream.of(types)
                .map(CatalystTypeConverters::createToScalaConverter)
                .toList();
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
        Object[] values = new Object[kept.length];
        for (int i = 0; i < kept.length; i++) {
            values[i] = row.isNullAt(kept[i]) ? null : converters.get(i).apply(row.get(kept[i], types[i]));
        }
        return new Example(values, encoded.features(inputs));
    }
}
