package io.lockstep.cluster.table;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * The predicted class of an image, a whole number from 0 on, and the probability of that class and of all classes; or, if the network has
 * one output, that output.
 *
 * @param loss which says what the outputs mean
 * @param outputs of the network
 * @param spread whether each class gets a column of its own, instead of one array for all
 */
record DigitColumns(Loss loss, int outputs, boolean spread) implements PredictionColumns {
    private static final long serialVersionUID = 1L;

    @Override
    public List<StructField> fields() {
        List<StructField> fields = new ArrayList<>();
        fields.add(PredictionColumns.field(PREDICTION, DataTypes.IntegerType));
        if (loss == Loss.MSE) {
            fields.add(PredictionColumns.field("output", DataTypes.DoubleType));
            return fields;
        }
        fields.add(PredictionColumns.field("probability", DataTypes.DoubleType));
        if (!spread) {
            fields.add(
                    PredictionColumns.field("probabilities", DataTypes.createArrayType(DataTypes.DoubleType, false)));
            return fields;
        }
        for (int label = 0; label < outputs; label++) {
            fields.add(PredictionColumns.field("probability_" + label, DataTypes.DoubleType));
        }
        return fields;
    }

    @Override
    public void add(Outputs outputs, int row, List<Object> values) {
        int predicted = outputs.predicted(row);
        double[] probabilities = outputs.probabilities(row);
        values.add(predicted);
        if (loss == Loss.MSE) {
            values.add(probabilities[0]);
            return;
        }
        values.add(probabilities[predicted]);
        if (!spread) {
            values.add(probabilities);
            return;
        }
        for (double probability : probabilities) {
            values.add(probability);
        }
    }

    @Override
    public Column isLabelled(@Nullable StructField label) {
        return number(label).isNotNull();
    }

    @Override
    public Column isCorrect(@Nullable StructField label) {
        return number(label).equalTo(expr(PREDICTION));
    }

    /** A label that is a number, also as text. */
    private static Column number(@Nullable StructField label) {
        if (label == null || !(label.dataType() instanceof NumericType || label.dataType() instanceof StringType)) {
            return lit(null).cast("double");
        }
        return expr("try_cast(%s as double)".formatted(PredictionColumns.quoted(label.name())));
    }
}
