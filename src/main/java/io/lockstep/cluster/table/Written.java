package io.lockstep.cluster.table;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Summary of the written predictions. Rows are counted while they are written; Spark counts a recomputed row only once.
 *
 * @param rows number of rows
 * @param labelled number of rows with a label that a prediction can equal; 0 where numbers are predicted
 * @param correct number of those whose prediction is correct
 * @param files number of files
 * @param columns their names
 */
public record Written(long rows, long labelled, long correct, int files, List<String> columns) {
    private static final String ROWS = "rows";
    private static final String LABELLED = "labelled";
    private static final String CORRECT = "correct";

    /** All rows. */
    static Column rowCount() {
        return count(lit(1)).as(ROWS);
    }

    /** Rows with a label. */
    static Column labelledCount(PredictionColumns columns, @Nullable StructField label) {
        return count(when(columns.isLabelled(label), lit(1))).as(LABELLED);
    }

    /** Rows whose label equals the prediction. */
    static Column correctCount(PredictionColumns columns, @Nullable StructField label) {
        return count(when(columns.isCorrect(label), lit(1))).as(CORRECT);
    }

    /** What was counted. */
    static Written of(Map<String, Object> counts, int files, List<String> columns) {
        return new Written(number(counts, ROWS), number(counts, LABELLED), number(counts, CORRECT), files, columns);
    }

    private static long number(Map<String, Object> counts, String name) {
        return counts.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
