package io.lockstep.cluster.table;

import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Architecture;
import io.lockstep.network.Outputs;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** The columns of a prediction. */
interface PredictionColumns extends Serializable {
    /** The column of what is predicted. */
    String PREDICTION = "prediction";

    /**
     * For a network, in the words of the data on which it was trained.
     *
     * @param target of a table; null of images
     */
    static PredictionColumns of(
            Architecture architecture, TableSchema.@Nullable Target target, PredictionFormat format) {
        boolean spread = format == PredictionFormat.CSV;
        if (target instanceof TableSchema.Classes classes) {
            return ClassColumns.of(classes, spread);
        }
        return target instanceof TableSchema.Numbers numbers
                ? new NumberColumns(numbers)
                : new DigitColumns(architecture.loss(), architecture.outputs(), spread);
    }

    /** Names and types. */
    List<StructField> fields();

    /** The values of a row, added to others. */
    void add(Outputs outputs, int row, List<Object> values);

    /** True of rows with a label that a prediction can equal. */
    Column isLabelled(@Nullable StructField label);

    /** True of rows whose label equals the prediction. */
    Column isCorrect(@Nullable StructField label);

    static StructField field(String name, DataType type) {
        return DataTypes.createStructField(name, type, false);
    }

    /** A column in an expression of Spark SQL. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
