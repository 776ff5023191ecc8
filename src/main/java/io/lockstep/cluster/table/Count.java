package io.lockstep.cluster.table;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Counts the rows while they are written; Spark counts a recomputed row only once. */
final class Count {
    private static final String ROWS = "rows";
    private static final String LABELLED = "labelled";
    private static final String CORRECT = "correct";

    private Count() {}

    /** All rows. */
    static Column rows() {
        return count(lit(1)).as(ROWS);
    }

    /** Rows whose label is a number, also as text. */
    static Column labelled(@Nullable StructField label) {
        return count(number(label)).as(LABELLED);
    }

    /** Rows whose label equals the prediction. */
    static Column correct(@Nullable StructField label) {
        return count(when(number(label).equalTo(expr(PredictionColumns.PREDICTION)), lit(1)))
                .as(CORRECT);
    }

    private static Column number(@Nullable StructField label) {
        if (label == null || !(label.dataType() instanceof NumericType || label.dataType() instanceof StringType)) {
            return lit(null).cast("double");
        }
        return expr("try_cast(`%s` as double)".formatted(label.name().replace("`", "``")));
    }

    /** The counts. */
    static Predictions.Written written(Map<String, Object> counts, int files, List<String> columns) {
        return new Predictions.Written(
                number(counts, ROWS), number(counts, LABELLED), number(counts, CORRECT), files, columns);
    }

    private static long number(Map<String, Object> counts, String name) {
        return counts.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
