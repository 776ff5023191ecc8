package io.lockstep.cluster.table;

import io.lockstep.data.table.Cell;
import io.lockstep.data.table.TableColumn;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Reads the cells of one column from Spark's own rows, where numbers need no object and text no copy but one. */
interface CellReader extends Serializable {

    /** Fills a cell from a row that has a value at this position. */
    void read(InternalRow row, int position, Cell to);

    /** Fills a cell from a row. */
    default void readNullable(InternalRow row, int position, Cell to) {
        if (row.isNullAt(position)) {
            to.setMissing();
        } else {
            read(row, position, to);
        }
    }

    /** For a type of numbers, booleans or text. */
    static CellReader of(DataType type) {
        if (type instanceof StringType) {
            return CellReader::readText;
        }
        if (type instanceof DoubleType) {
            return (row, position, to) -> to.setNumber(row.getDouble(position));
        }
        if (type instanceof FloatType) {
            return (row, position, to) -> to.setNumber(row.getFloat(position));
        }
        if (type instanceof LongType) {
            return (row, position, to) -> to.setWhole(row.getLong(position));
        }
        if (type instanceof IntegerType) {
            return (row, position, to) -> to.setWhole(row.getInt(position));
        }
        if (type instanceof ShortType) {
            return (row, position, to) -> to.setWhole(row.getShort(position));
        }
        if (type instanceof ByteType) {
            return (row, position, to) -> to.setWhole(row.getByte(position));
        }
        if (type instanceof BooleanType) {
            return (row, position, to) -> to.setBoolean(row.getBoolean(position));
        }
        if (type instanceof DecimalType decimal) {
            return of(decimal);
        }
        throw new IllegalArgumentException("no cells of type " + type.simpleString());
    }

    private static CellReader of(DecimalType type) {
        int precision = type.precision();
        int scale = type.scale();
        boolean isWhole = scale == 0 && precision <= 18;
        return (row, position, to) -> {
            if (isWhole) {
                to.setWhole(row.getDecimal(position, precision, scale).toLong());
            } else {
                to.setNumber(row.getDecimal(position, precision, scale).toDouble());
            }
        };
    }

    private static void readText(InternalRow row, int position, Cell to) {
        UTF8String text = row.getUTF8String(position);
        int length = text.numBytes();
        text.writeToMemory(to.room(length), Platform.BYTE_ARRAY_OFFSET);
        to.setText(length);
    }

    /** What a column can hold. */
    static TableColumn column(StructField field) {
        DataType type = field.dataType();
        TableColumn.Type kind = TableColumn.Type.UNSUPPORTED;
        if (type instanceof NumericType) {
            kind = TableColumn.Type.NUMBER;
        } else if (type instanceof BooleanType) {
            kind = TableColumn.Type.BOOLEAN;
        } else if (type instanceof StringType) {
            kind = TableColumn.Type.TEXT;
        } else if (VectorReader.isVector(type)
                || (type instanceof ArrayType array && array.elementType() instanceof NumericType)) {
            kind = TableColumn.Type.VECTOR;
        }
        List<String> names = kind == TableColumn.Type.VECTOR ? VectorMetadata.names(field) : List.of();
        return new TableColumn(field.name(), kind, type.simpleString(), names);
    }
}
