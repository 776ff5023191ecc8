package io.lockstep.cluster.table;

import static org.apache.spark.sql.functions.lit;

import io.lockstep.data.table.TableSchema.Numbers;
import io.lockstep.network.Outputs;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * The predicted number in its column's own unit; of several, a column each.
 *
 * @param target what is predicted
 */
record NumberColumns(Numbers target) implements PredictionColumns {
    private static final long serialVersionUID = 1L;

    @Override
    public List<StructField> fields() {
        return target.columns().stream()
                .map(name -> PredictionColumns.field(
                        target.outputs() == 1 ? PREDICTION : PREDICTION + "_" + name, DataTypes.DoubleType))
                .toList();
    }

    @Override
    public void add(Outputs outputs, int row, List<Object> to) {
        for (int output = 0; output < target.outputs(); output++) {
            to.add(target.unscaled(output, outputs.values()[row * target.outputs() + output]));
        }
    }

    @Override
    public Column isLabelled(@Nullable StructField label) {
        return lit(false); // a number is not correct or wrong
    }

    @Override
    public Column isCorrect(@Nullable StructField label) {
        return lit(false);
    }
}
