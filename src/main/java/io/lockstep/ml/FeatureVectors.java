package io.lockstep.ml;

import java.util.Arrays;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns of arrays of numbers, which stages of Spark ML do not take, as columns of vectors. */
final class FeatureVectors {
    private FeatureVectors() {}

    /** Whether a column is there with arrays of numbers. */
    static boolean areArrays(StructType schema, String column) {
        return Arrays.asList(schema.fieldNames()).contains(column)
                && schema.apply(column).dataType() instanceof ArrayType array
                && array.elementType() instanceof NumericType;
    }

    /** The schema with vectors instead of arrays of numbers in this column, for Spark's own checks. */
    static StructType instead(StructType schema, String column) {
        if (!areArrays(schema, column)) {
            return schema;
        }
        StructField arrays = schema.apply(column);
        return with(schema, new StructField(column, SQLDataTypes.VectorType(), arrays.nullable(), arrays.metadata()));
    }

    /** The result of such a check, with the column as it was in the schema. */
    static StructType restore(StructType checked, StructType schema, String column) {
        return areArrays(schema, column) ? with(checked, schema.apply(column)) : checked;
    }

    /** The schema with another field in the place of that of its name. */
    static StructType with(StructType schema, StructField other) {
        return new StructType(Arrays.stream(schema.fields())
                .map(field -> field.name().equals(other.name()) ? other : field)
                .toArray(StructField[]::new));
    }

    /** The rows with another column, in which a column's arrays are vectors. */
    static Dataset<Row> add(Dataset<?> rows, String column, String vectors) {
        return rows.withColumn(vectors, functions.array_to_vector(quoted(rows, column)));
    }

    /** A column by its name, with whatever characters. */
    static Column quoted(Dataset<?> rows, String column) {
        return rows.col("`" + column.replace("`", "``") + "`");
    }
}
