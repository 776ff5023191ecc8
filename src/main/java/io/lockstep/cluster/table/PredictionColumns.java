package io.lockstep.cluster.table;

import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * The columns of a prediction: the class, and the probability of that class and of all classes; or, if the network has one
 * output, that output.
 *
 * @param loss which says what the outputs mean
 * @param outputs of the network
 * @param spread whether each class gets a column of its own, instead of one array for all
 */
record PredictionColumns(Loss loss, int outputs, boolean spread) implements Serializable {
    static final String PREDICTION = "prediction";

    static PredictionColumns of(Architecture architecture, PredictionFormat format) {
        return new PredictionColumns(architecture.loss(), architecture.outputs(), format == PredictionFormat.CSV);
    }

    /** Names and types. */
    List<StructField> fields() {
        List<StructField> fields = new ArrayList<>();
        fields.add(field(PREDICTION, DataTypes.IntegerType));
        if (loss == Loss.MSE) {
            fields.add(field("output", DataTypes.DoubleType));
            return fields;
        }
        fields.add(field("probability", DataTypes.DoubleType));
        if (!spread) {
            fields.add(field("probabilities", DataTypes.createArrayType(DataTypes.DoubleType, false)));
            return fields;
        }
        for (int label = 0; label < outputs; label++) {
            fields.add(field("probability_" + label, DataTypes.DoubleType));
        }
        return fields;
    }

    private static StructField field(String name, DataType type) {
        return DataTypes.createStructField(name, type, false);
    }

    /** The values of one row's, added to others. */
    void add(Outputs outputs, List<Object> values) {
        int predicted = outputs.predicted(0);
        double[] probabilities = outputs.probabilities(0);
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
}
