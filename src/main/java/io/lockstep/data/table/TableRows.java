package io.lockstep.data.table;

import io.lockstep.data.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a schema takes: checked, described, and ready to be encoded.
 *
 * @param where the table with the split, for messages
 * @param schema of the model
 * @param statistics of the rows
 * @param classWeights what an example of each class counts; null where each counts 1
 */
public record TableRows(
        String where, TableSchema schema, TableStatistics statistics, double @Nullable [] classWeights) {

    /**
     * Training rows.
     *
     * @throws DataException if the rows cannot be encoded
     */
    public static TableRows training(String where, TableSchema schema, TableStatistics rows, ClassWeight weight) {
        TableChecks.require(where, schema, rows);
        return new TableRows(where, schema, rows, weights(schema, rows, weight));
    }

    /**
     * Rows to train on with a schema that is there already.
     *
     * @param notices is told of words that are not in the schema
     * @throws DataException if the rows cannot be encoded
     */
    public static TableRows training(
            String where, TableSchema schema, TableStatistics rows, ClassWeight weight, Consumer<String> notices) {
        TableChecks.requireRows(where, rows);
        TableRows training = training(where, schema, rows, weight);
        TableNotices.unknownWords(where, schema, rows).forEach(notices);
        return training;
    }

    /**
     * Other rows for the same schema; their classes count alike.
     *
     * @param notices is told of words that were not there in training
     * @throws DataException if the rows cannot be encoded
     */
    public static TableRows others(String where, TableSchema schema, TableStatistics rows, Consumer<String> notices) {
        if (rows.rows() == 0) {
            throw new DataException(where, "rows", "none", "Give a table with rows.");
        }
        TableChecks.require(where, schema, rows);
        TableNotices.unknownWords(where, schema, rows).forEach(notices);
        return new TableRows(where, schema, rows, null);
    }

    private static double @Nullable [] weights(TableSchema schema, TableStatistics rows, ClassWeight weight) {
        if (weight.mode() == ClassWeight.Mode.NONE || !(schema.target() instanceof TableSchema.Classes classes)) {
            return null;
        }
        long[] counts = new long[classes.names().size()];
        for (Counted word : label(rows).words().sorted()) {
            counts[classes.inTable().indexOf(word.name())] = word.count();
        }
        return weight.weights(classes.names(), counts);
    }

    private static ColumnStatistics label(TableStatistics rows) {
        return rows.columns().stream()
                .filter(column -> column.rule().role() == CellRule.Role.CLASS)
                .findFirst()
                .orElseThrow();
    }

    private @Nullable ColumnStatistics weightColumn() {
        return statistics.columns().stream()
                .filter(column -> column.rule().role() == CellRule.Role.WEIGHT)
                .findFirst()
                .orElse(null);
    }

    /** Whether some count more than others. */
    public boolean isWeighted() {
        return weightColumn() != null || classWeights != null;
    }

    /** The rows as bytes. */
    public TableEncoding encoding() {
        return TableEncoding.of(schema, statistics, weightColumn() != null, classWeights);
    }

    /** What deserves a look in training rows. */
    public List<String> notices() {
        return TableNotices.ofTraining(schema, statistics);
    }

    /** The largest magnitude of an input of the network. */
    public double largestInput() {
        return InputContent.of(schema, statistics).largest();
    }

    /** The largest magnitude of a target in blocks; that of a class is 1. */
    public double largestTarget() {
        double largest = 1;
        if (schema.target() instanceof TableSchema.Numbers numbers) {
            largest = 0;
            List<ColumnStatistics> labels = labels();
            for (int output = 0; output < numbers.outputs(); output++) {
                NumberStatistics label = labels.get(output).numbers();
                long present = labels.get(output).numeric();
                largest = Math.max(largest, Math.abs(numbers.scaled(output, label.least(0, present))));
                largest = Math.max(largest, Math.abs(numbers.scaled(output, label.largest(0, present))));
            }
        }
        return largest;
    }

    /** The largest weight. */
    public double largestWeight() {
        ColumnStatistics weights = weightColumn();
        double largest = weights == null ? 1 : weights.numbers().largest(0, weights.numeric());
        double ofClass = 1;
        if (classWeights != null) {
            ofClass = 0;
            for (double weight : classWeights) {
                ofClass = Math.max(ofClass, weight);
            }
        }
        return largest * ofClass;
    }

    private List<ColumnStatistics> labels() {
        return statistics.columns().stream()
                .filter(column -> column.rule().role() == CellRule.Role.NUMBER
                        || column.rule().role() == CellRule.Role.CLASS)
                .toList();
    }

    /** The dataset card. */
    public TableCard card(boolean isTraining) {
        ColumnInputs inputs = new ColumnInputs(schema);
        List<TableCard.Column> columns = new ArrayList<>();
        for (ColumnStatistics column : statistics.columns()) {
            if (column.rule().role() == CellRule.Role.FEATURE) {
                columns.add(card(column, inputs));
            }
        }
        ColumnStatistics weights = weightColumn();
        return new TableCard(
                where.substring(where.lastIndexOf('/') + 1),
                where,
                statistics.rows(),
                schema.inputs().size(),
                InputContent.of(schema, statistics).kind().toString(),
                columns,
                labels().stream().map(this::target).toList(),
                weights == null ? null : card(weights, inputs),
                statistics.contentHash(),
                isTraining ? notices() : List.of());
    }

    private TableCard.Target target(ColumnStatistics label) {
        TableCard.Target target = ColumnCards.target(label);
        return schema.target() instanceof TableSchema.Classes classes ? target.named(classes::name) : target;
    }

    private static TableCard.Column card(ColumnStatistics column, ColumnInputs all) {
        int inputs = all.count(column.name());
        return all.isCategory(column.name()) ? ColumnCards.words(column, inputs) : ColumnCards.numbers(column, inputs);
    }
}
