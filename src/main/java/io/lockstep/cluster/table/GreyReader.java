package io.lockstep.cluster.table;

import java.io.Serializable;
import java.math.BigDecimal;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;

/** Reads whole numbers from 0 to 255, of one type, from a row or an array: without an object for each. */
@FunctionalInterface
interface GreyReader extends Serializable {
    /** What is none. */
    int NONE = -1;

    int WHITE = 255;

    /** The number at a position that is not null, or {@link #NONE}. */
    int read(SpecializedGetters from, int at);

    /** For a type. */
    static GreyReader of(DataType type) {
        if (type instanceof IntegerType) {
            return (from, at) -> whole(from.getInt(at));
        }
        if (type instanceof ShortType) {
            return (from, at) -> whole(from.getShort(at));
        }
        if (type instanceof ByteType) {
            return (from, at) -> whole(from.getByte(at));
        }
        if (type instanceof LongType) {
            return (from, at) -> whole(from.getLong(at));
        }
        if (type instanceof DoubleType) {
            return (from, at) -> number(from.getDouble(at));
        }
        if (type instanceof FloatType) {
            return (from, at) -> number(from.getFloat(at));
        }
        if (type instanceof DecimalType decimal) {
            int precision = decimal.precision();
            int scale = decimal.scale();
            return (from, at) -> text(from.getDecimal(at, precision, scale).toString());
        }
        return type instanceof StringType
                ? (from, at) -> text(from.getUTF8String(at).toString())
                : (from, at) -> NONE;
    }

    /** Of any value that Spark hands to a caller. */
    static int grey(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return whole(((Number) value).longValue());
        }
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        }
        return value instanceof BigDecimal || value instanceof String ? text(value.toString()) : NONE;
    }

    private static int whole(long number) {
        return number >= 0 && number <= WHITE ? (int) number : NONE;
    }

    private static int number(double number) {
        return number >= 0 && number <= WHITE && number == Math.rint(number) ? (int) number : NONE;
    }

    private static int text(String text) {
        try {
            return whole(new BigDecimal(text.strip()).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return NONE;
        }
    }
}
