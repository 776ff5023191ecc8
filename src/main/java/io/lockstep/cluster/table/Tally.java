package io.lockstep.cluster.table;

import io.lockstep.data.DataException;
import io.lockstep.metric.Confusion;
import io.lockstep.metric.ConfusionCounts;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Outputs;
import io.lockstep.pass.BlockPass;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/**
 * How well a network does on some labelled rows. Counts and an exact sum, so that the partitions of a table cannot change them.
 *
 * @param confusion who was taken for whom
 * @param lossSum sum of the rows' losses
 */
record Tally(Confusion confusion, BigDecimal lossSum) implements Serializable {
    /** No row. */
    static final Tally NONE = new Tally(new Confusion(List.of()), BigDecimal.ZERO);

    /**
     * Where a row's label is among the values that stay, and what names the row.
     *
     * @param label position of the label
     * @param id position of what names the row; -1 if nothing does
     * @param names of the values that stay
     */
    record Columns(int label, int id, List<String> names) implements Serializable {

        private String name(Example example, long row) {
            return id < 0 ? RowName.of(null, null, row) : RowName.of(names.get(id), example.kept()[id], row);
        }
    }

    /**
     * Of the rows of one task, each through the network as {@link Predictor} has it.
     *
     * @throws DataException if a row has no label that the network knows
     */
    static Tally of(Iterator<Example> examples, BlockPass pass, Columns columns) {
        ConfusionCounts counts = new ConfusionCounts();
        BigDecimal lossSum = BigDecimal.ZERO;
        for (long row = 1; examples.hasNext(); row++) {
            Example example = examples.next();
            Outputs outputs = Predictor.outputs(pass, example);
            int label = label(example, outputs.largestLabel(), columns, row);
            counts.add(outputs, new byte[] {(byte) label});
            lossSum = lossSum.add(new BigDecimal(outputs.loss(0, label)));
        }
        return new Tally(counts.confusion(), lossSum);
    }

    private static int label(Example example, int largest, Columns columns, long row) {
        Object value = example.kept()[columns.label()];
        int label = Greys.grey(value); // a whole number of 0 .. 255, also as text, is what a label can be, too
        if (label < 0 || label > largest) {
            throw new DataException(
                    "column %s, %s".formatted(columns.names().get(columns.label()), columns.name(example, row)),
                    "a class, a whole number from 0 to " + largest,
                    String.valueOf(value),
                    "Fix or remove the row; `predict` accepts rows without a label.");
        }
        return label;
    }

    /** Of both. */
    Tally plus(Tally other) {
        return new Tally(confusion.plus(other.confusion), lossSum.add(other.lossSum));
    }

    /** The whole table's; of the activations nothing is known. */
    Evaluation evaluation() {
        long rows = confusion.total();
        return new Evaluation(
                lossSum.doubleValue() / rows, (double) confusion.correct() / rows, rows, confusion, List.of());
    }
}
