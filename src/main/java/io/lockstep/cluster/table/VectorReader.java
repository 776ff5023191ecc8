package io.lockstep.cluster.table;

import io.lockstep.data.table.VectorCell;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.UserDefinedType;

/** Reads a column of arrays of numbers, or of Spark ML's vectors as they are stored: (type, size, indices, values). */
interface VectorReader extends Serializable {
    int FIELDS = 4;
    byte SPARSE = 0;

    /** Fills a cell from a row. */
    void read(InternalRow row, int position, VectorCell to);

    /** For a type of arrays or vectors. */
    static VectorReader of(DataType type) {
        if (!(type instanceof ArrayType array)) {
            return VectorReader::readVector;
        }
        Element element = element(array.elementType());
        return (row, position, to) -> {
            if (row.isNullAt(position)) {
                to.setMissing();
                return;
            }
            ArrayData values = row.getArray(position);
            int size = values.numElements();
            to.setDense(size);
            for (int i = 0; i < size; i++) {
                to.put(i, values.isNullAt(i) ? Double.NaN : element.of(values, i));
            }
        };
    }

    /** Whether it is Spark ML's type of vectors, or the older one of mllib; known by name, for the jar need not be there. */
    static boolean isVector(DataType type) {
        return type instanceof UserDefinedType
                && type.getClass().getName().matches("org\\.apache\\.spark\\.(ml|mllib)\\.linalg\\.VectorUDT");
    }

    private static void readVector(InternalRow row, int position, VectorCell to) {
        if (row.isNullAt(position)) {
            to.setMissing();
            return;
        }
        InternalRow vector = row.getStruct(position, FIELDS);
        ArrayData values = vector.getArray(3);
        int count = values.numElements();
        if (vector.getByte(0) == SPARSE) {
            ArrayData indices = vector.getArray(2);
            to.setSparse(vector.getInt(1), count);
            for (int i = 0; i < count; i++) {
                to.put(i, indices.getInt(i), values.getDouble(i));
            }
        } else {
            to.setDense(count);
            for (int i = 0; i < count; i++) {
                to.put(i, values.getDouble(i));
            }
        }
    }

    /** An element of an array as a double. */
    interface Element extends Serializable {
        double of(ArrayData values, int at);
    }

    private static Element element(DataType type) {
        if (type instanceof DoubleType) {
            return ArrayData::getDouble;
        }
        if (type instanceof FloatType) {
            return ArrayData::getFloat;
        }
        if (type instanceof LongType) {
            return ArrayData::getLong;
        }
        if (type instanceof IntegerType) {
            return ArrayData::getInt;
        }
        if (type instanceof ShortType) {
            return ArrayData::getShort;
        }
        if (type instanceof ByteType) {
            return ArrayData::getByte;
        }
        if (type instanceof DecimalType decimal) {
            int precision = decimal.precision();
            int scale = decimal.scale();
            return (values, at) -> values.getDecimal(at, precision, scale).toDouble();
        }
        throw new IllegalArgumentException("no arrays of " + type.simpleString());
    }
}
