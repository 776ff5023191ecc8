package io.lockstep.cluster.table;

import io.lockstep.cluster.table.source.SourcePath;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.DataException;
import java.util.Iterator;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Converts a table's rows to examples, one at a time: every feature must be a whole number from 0 to 255. */
final class Greys implements Iterator<Example> {
    private final Iterator<InternalRow> rows;
    private final TableColumns columns;
    private final StructType schema;
    private final KeptColumns kept;
    private final int[] positions;
    private final DataType[] types;
    private final GreyReader[] readers;
    private long read;

    /** Of the rows of one partition. */
    Greys(Iterator<InternalRow> rows, TableColumns columns, StructType schema) {
        this.rows = rows;
        this.columns = columns;
        this.schema = schema;
        kept = new KeptColumns(schema, columns.kept());
        positions = columns.features().stream().mapToInt(Integer::intValue).toArray();
        types = new DataType[positions.length];
        readers = new GreyReader[positions.length];
        for (int i = 0; i < positions.length; i++) {
            DataType type = schema.fields()[positions[i]].dataType();
            types[i] = type instanceof ArrayType array ? array.elementType() : type;
            readers[i] = GreyReader.of(types[i]);
        }
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    /**
     * The next row.
     *
     * @throws DataException if a feature is invalid
     */
    @Override
    public Example next() {
        InternalRow row = rows.next();
        read++;
        return new Example(
                kept.of(row), new ByteFeatures(columns.inputs(), columns.isArray() ? array(row) : columns(row)));
    }

    private byte[] columns(InternalRow row) {
        byte[] pixels = new byte[columns.inputs()];
        for (int i = 0; i < pixels.length; i++) {
            int grey = grey(readers[i], row, positions[i]);
            if (grey == GreyReader.NONE) {
                throw wrong(row, columns.names().get(positions[i]), row, positions[i], types[i]);
            }
            pixels[i] = (byte) grey;
        }
        return pixels;
    }

    private byte[] array(InternalRow row) {
        int column = positions[0];
        String name = columns.names().get(column);
        if (row.isNullAt(column)) {
            throw wrong(row, name, "an array of features", "null");
        }
        if (!(schema.fields()[column].dataType() instanceof ArrayType)) {
            byte[] bytes = row.getBinary(column);
            requireLength(row, name, bytes.length);
            return bytes.clone();
        }
        ArrayData values = row.getArray(column);
        requireLength(row, name, values.numElements());
        GreyReader reader = readers[0];
        byte[] pixels = new byte[columns.inputs()];
        for (int i = 0; i < pixels.length; i++) {
            int grey = grey(reader, values, i);
            if (grey == GreyReader.NONE) {
                throw wrong(row, "%s[%d]".formatted(name, i), values, i, types[0]);
            }
            pixels[i] = (byte) grey;
        }
        return pixels;
    }

    private static int grey(GreyReader reader, SpecializedGetters from, int at) {
        return from.isNullAt(at) ? GreyReader.NONE : reader.read(from, at);
    }

    private void requireLength(InternalRow row, String column, int length) {
        if (length != columns.inputs()) {
            throw wrong(
                    row,
                    column,
                    "%,d features, as the network requires".formatted(columns.inputs()),
                    "%,d".formatted(length));
        }
    }

    private DataException wrong(InternalRow row, String column, SpecializedGetters from, int at, DataType type) {
        Object value = from.isNullAt(at) ? null : from.get(at, type);
        String found = value instanceof UTF8String ? "'" + value + "'" : String.valueOf(value);
        return wrong(row, column, "a feature, a whole number from 0 to 255", found);
    }

    private DataException wrong(InternalRow row, String column, String expected, String found) {
        return new DataException(
                "%scolumn %s, %s".formatted(file(), column, columns.name(row, schema, read)),
                expected,
                found,
                "Fix or remove the row. Features with another range must be scaled to 0 .. 255, in the same way as"
                        + " the training data.");
    }

    /** The file that the task reads at this moment, where Spark knows it. */
    private static String file() {
        UTF8String path = InputFileBlockHolder.getInputFilePath();
        return path.numBytes() == 0 ? "" : SourcePath.shownUri(path.toString()) + ", ";
    }
}
