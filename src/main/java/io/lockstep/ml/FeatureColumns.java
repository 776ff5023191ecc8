package io.lockstep.ml;

import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import io.lockstep.cluster.table.TableInputs;
import io.lockstep.data.Features;
import io.lockstep.data.SparseFeatures;
import io.lockstep.data.table.TableSchema;
import java.util.Arrays;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns from which a model takes its features: one of vectors or of arrays, or those of a table on which the command line trained, by
 * their names. Whatever is no vector gets a column of vectors while the model computes.
 *
 * @param column of vectors or arrays
 * @param schema of a table with several columns; null where there is one
 */
record FeatureColumns(String column, @Nullable TableSchema schema) {
    /** The column that is added and dropped again. */
    static final String VECTORS = "lockstep__features";

    private static final String ROWS = "the DataFrame";

    /** Of a model. Whoever sets a model's features column means that one. */
    static FeatureColumns of(PredictionModel<Vector, ?> model, TrainedNetwork network) {
        return new FeatureColumns(
                model.getFeaturesCol(),
                model.isSet(model.featuresCol()) ? null : network.schema().orElse(null));
    }

    /** Whether the model can take the rows as they are, or refuse them with Spark's own words. */
    boolean areVectors(StructType rows) {
        return schema == null && !FeatureVectors.areArrays(rows, column);
    }

    /**
     * The rows with vectors.
     *
     * @throws io.lockstep.data.DataException if a column of the table is missing
     */
    Dataset<Row> add(Dataset<?> rows) {
        if (schema == null) {
            return FeatureVectors.add(rows, column, VECTORS);
        }
        requireColumns(rows.schema(), schema);
        Column[] used = schema.featureColumns().stream()
                .map(name -> FeatureVectors.quoted(rows, name))
                .toArray(Column[]::new);
        TableInputs inputs = new TableInputs(ROWS, rows.select(used).schema(), schema);
        UDF1<Row, Vector> vector = row -> vector(inputs.of(row));
        return rows.withColumn(VECTORS, udf(vector, SQLDataTypes.VectorType()).apply(struct(used)));
    }

    private static void requireColumns(StructType rows, TableSchema schema) {
        new TableInputs(ROWS, rows, schema);
    }

    private static Vector vector(Features row) {
        if (row instanceof SparseFeatures sparse) {
            return Vectors.sparse(sparse.columns(), sparse.indexes(), doubles(sparse.values()));
        }
        float[] values = new float[row.columns()];
        row.copyRow(0, values);
        return Vectors.dense(doubles(values));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** Their schema. */
    StructType add(StructType rows) {
        if (schema != null) {
            requireColumns(rows, schema);
        }
        return rows.add(VECTORS, SQLDataTypes.VectorType());
    }

    /** The rows without the column that was added. */
    static Dataset<Row> drop(Dataset<Row> rows) {
        return rows.drop(VECTORS);
    }

    /** Their schema. */
    static StructType drop(StructType rows) {
        return new StructType(Arrays.stream(rows.fields())
                .filter(field -> !field.name().equals(VECTORS))
                .toArray(StructField[]::new));
    }
}
