package io.lockstep.cluster.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_arrays;

import io.lockstep.data.table.TableSchema.ClassKind;
import io.lockstep.data.table.TableSchema.Classes;
import io.lockstep.network.Outputs;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * The predicted class by its name, as it stands in the training table where that has the names; and the probability of that class and of
 * all classes.
 *
 * @param names of the classes
 * @param values the same as a column has them: text, whole numbers, numbers or booleans
 * @param labels the numbers that stand in the label's column for the names; empty where the names stand there
 * @param spread whether each class gets a column of its own, instead of one array for all
 */
record ClassColumns(List<String> names, List<Object> values, List<Double> labels, boolean spread)
        implements PredictionColumns {
    private static final long serialVersionUID = 1L;

    static ClassColumns of(Classes classes, boolean spread) {
        List<String> inTable = classes.values();
        if (inTable != null) {
            List<Double> labels = inTable.stream().map(Double::valueOf).toList();
            return new ClassColumns(classes.names(), List.copyOf(classes.names()), labels, spread);
        }
        boolean whole = classes.names().stream().allMatch(name -> name.matches("-?\\d{1,18}"));
        List<Object> values = new ArrayList<>();
        for (String name : classes.names()) {
            values.add(classes.kind() == ClassKind.WORD ? name : value(name, classes.kind(), whole));
        }
        return new ClassColumns(classes.names(), List.copyOf(values), List.of(), spread);
    }

    private static Object value(String name, ClassKind kind, boolean whole) {
        if (kind == ClassKind.BOOLEAN) {
            return Boolean.valueOf(name);
        }
        return whole ? (Object) Long.valueOf(name) : (Object) Double.valueOf(name);
    }

    private DataType type() {
        Object first = values.get(0);
        if (first instanceof String) {
            return DataTypes.StringType;
        }
        if (first instanceof Boolean) {
            return DataTypes.BooleanType;
        }
        return first instanceof Long ? DataTypes.LongType : DataTypes.DoubleType;
    }

    @Override
    public List<StructField> fields() {
        List<StructField> fields = new ArrayList<>();
        fields.add(PredictionColumns.field(PREDICTION, type()));
        fields.add(PredictionColumns.field("probability", DataTypes.DoubleType));
        if (spread) {
            names.forEach(name -> fields.add(PredictionColumns.field("probability_" + name, DataTypes.DoubleType)));
        } else {
            fields.add(
                    PredictionColumns.field("probabilities", DataTypes.createArrayType(DataTypes.DoubleType, false)));
        }
        return fields;
    }

    @Override
    public void add(Outputs outputs, int row, List<Object> to) {
        int predicted = outputs.predicted(row);
        double[] probabilities = outputs.probabilities(row);
        to.add(values.get(predicted));
        to.add(probabilities[predicted]);
        if (!spread) {
            to.add(probabilities);
            return;
        }
        for (double probability : probabilities) {
            to.add(probability);
        }
    }

    @Override
    public Column isLabelled(@Nullable StructField label) {
        return label == null
                ? lit(false)
                : expr("coalesce(trim(cast(%s as string)), '') <> ''"
                        .formatted(PredictionColumns.quoted(label.name())));
    }

    @Override
    public Column isCorrect(@Nullable StructField label) {
        if (label == null) {
            return lit(false);
        }
        String name = PredictionColumns.quoted(label.name());
        if (!labels.isEmpty()) {
            Column byName = map_from_arrays(lit(names.toArray(String[]::new)), lit(labels.toArray(Double[]::new)));
            Column number = expr("try_cast(%s as double)".formatted(name));
            return coalesce(element_at(byName, col(PREDICTION)).equalTo(number), lit(false));
        }
        String equal = values.get(0) instanceof Number
                ? "try_cast(%s as double) = cast(%s as double)"
                : values.get(0) instanceof Boolean
                        ? "lower(trim(cast(%s as string))) = cast(%s as string)"
                        : "cast(%s as string) = %s";
        return expr("coalesce(" + equal.formatted(name, PREDICTION) + ", false)");
    }
}
