package io.lockstep.cluster.table;

import io.lockstep.data.ClassTargets;
import io.lockstep.data.DataException;
import io.lockstep.data.Excerpt;
import io.lockstep.metric.Classification;
import io.lockstep.metric.Confusion;
import io.lockstep.metric.ConfusionCounts;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Outputs;
import io.lockstep.pass.BlockPass;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/**
 * Evaluation counts for some labelled rows. Counts and an exact sum, so that the partitioning of a table cannot change them.
 *
 * @param confusion confusion matrix
 * @param lossSum sum of the rows' losses
 */
record Tally(Confusion confusion, BigDecimal lossSum) implements Serializable {
    /** No row. */
    static final Tally NONE = new Tally(new Confusion(List.of()), BigDecimal.ZERO);

    /**
     * The positions of a row's label and id among the kept values.
     *
     * @param label position of the label
     * @param id position of the row's id; -1 if there is none
     * @param names of the kept values
     * @param classes names of the network's classes; empty where they are the numbers from 0
     */
    record Columns(int label, int id, List<String> names, List<String> classes) implements Serializable {

        private String name(Example example, long row) {
            return id < 0
                    ? TableColumns.rowName(null, null, row)
                    : TableColumns.rowName(names.get(id), example.kept()[id], row);
        }
    }

    /**
     * Evaluates the rows of one task, in batches as {@link Predictor} does.
     *
     * @throws DataException if a row's label is not a class of the network
     */
    static Tally of(Iterator<Example> examples, BlockPass pass, Architecture architecture, Columns columns) {
        ConfusionCounts counts = new ConfusionCounts();
        BigDecimal lossSum = BigDecimal.ZERO;
        Batches batches = new Batches(examples, pass, architecture);
        long number = 0;
        while (batches.hasNext()) {
            Batches.Batch batch = batches.next();
            Outputs outputs = batch.outputs();
            int[] labels = new int[outputs.rows()];
            for (int row = 0; row < labels.length; row++) {
                labels[row] = label(batch.examples().get(row), outputs.largestLabel(), columns, ++number);
                lossSum = lossSum.add(new BigDecimal(outputs.loss(row, labels[row])));
            }
            counts.add(outputs, new ClassTargets(labels));
        }
        return new Tally(counts.confusion(), lossSum);
    }

    private static int label(Example example, int largest, Columns columns, long row) {
        Object value = example.kept()[columns.label()];
        int label = columns.classes().isEmpty()
                ? GreyReader.grey(value) // a whole number of 0 .. 255, also as text, is what a label can be, too
                : columns.classes().indexOf(String.valueOf(value));
        if (label < 0 || label > largest) {
            throw new DataException(
                    "column %s, %s".formatted(columns.names().get(columns.label()), columns.name(example, row)),
                    columns.classes().isEmpty()
                            ? "a class, a whole number from 0 to " + largest
                            : "a class, one of " + Excerpt.of(String.join(", ", columns.classes()), 200),
                    String.valueOf(value),
                    "Fix or remove the row; `predict` accepts rows without a label.");
        }
        return label;
    }

    /** The sum of two. */
    Tally plus(Tally other) {
        return new Tally(confusion.plus(other.confusion), lossSum.add(other.lossSum));
    }

    /** The evaluation of the whole table; without statistics of the activations. */
    Evaluation evaluation() {
        long rows = confusion.total();
        return Evaluation.of(lossSum.doubleValue() / rows, rows, Classification.of(confusion, null), List.of());
    }
}
