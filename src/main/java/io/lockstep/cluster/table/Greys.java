package io.lockstep.cluster.table;

import io.lockstep.cluster.table.source.SourcePath;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.DataException;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Converts a table's rows to examples, one at a time: every feature must be a whole number from 0 to 255. */
final class Greys implements Iterator<Example> {
    private static final int WHITE = 255;
    private static final int NONE = -1;

    private final Iterator<Row> rows;
    private final TableColumns columns;
    private long read;

    /** Of the rows of one partition. */
    Greys(Iterator<Row> rows, TableColumns columns) {
        this.rows = rows;
        this.columns = columns;
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
        Row row = rows.next();
        read++;
        return new Example(
                columns.kept().stream().map(row::get).toArray(),
                new ByteFeatures(columns.inputs(), columns.isArray() ? array(row) : columns(row)));
    }

    private byte[] columns(Row row) {
        byte[] pixels = new byte[columns.inputs()];
        for (int i = 0; i < pixels.length; i++) {
            int column = columns.features().get(i);
            pixels[i] = grey(row, columns.names().get(column), row.get(column));
        }
        return pixels;
    }

    private byte[] array(Row row) {
        int column = columns.features().get(0);
        String name = columns.names().get(column);
        Object value = row.get(column);
        if (value instanceof byte[] bytes) {
            requireLength(row, name, bytes.length);
            return bytes.clone();
        }
        if (value == null) {
            throw wrong(row, name, "an array of features", "null");
        }
        List<?> values = row.getList(column);
        requireLength(row, name, values.size());
        byte[] pixels = new byte[columns.inputs()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = grey(row, "%s[%d]".formatted(name, i), values.get(i));
        }
        return pixels;
    }

    private void requireLength(Row row, String column, int length) {
        if (length != columns.inputs()) {
            throw wrong(
                    row,
                    column,
                    "%,d features, as the network requires".formatted(columns.inputs()),
                    "%,d".formatted(length));
        }
    }

    private byte grey(Row row, String column, @Nullable Object value) {
        int grey = grey(value);
        if (grey == NONE) {
            String found = value instanceof String ? "'" + value + "'" : String.valueOf(value);
            throw wrong(row, column, "a feature, a whole number from 0 to 255", found);
        }
        return (byte) grey;
    }

    /** The number that a value is, or {@link #NONE}. */
    static int grey(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            return number >= 0 && number <= WHITE ? (int) number : NONE;
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return number >= 0 && number <= WHITE && number == Math.rint(number) ? (int) number : NONE;
        }
        if (value instanceof BigDecimal || value instanceof String) {
            try {
                return grey(new BigDecimal(value.toString().strip()).longValueExact());
            } catch (ArithmeticException | NumberFormatException e) {
                return NONE;
            }
        }
        return NONE;
    }

    private DataException wrong(Row row, String column, String expected, String found) {
        return new DataException(
                "%scolumn %s, %s".formatted(file(), column, columns.name(row, read)),
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
