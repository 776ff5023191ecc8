package io.lockstep.cluster.table;

import io.lockstep.data.table.TableStatistics;
import io.lockstep.data.table.UsedColumns;
import java.io.Serializable;

/**
 * A table to train on whose rows were counted. Where all its weights are the same number, the column of the weights is not used: training is
 * as without it, to the bit.
 *
 * @param used the columns
 * @param scan reads them
 * @param count of the rows
 */
record CountedTable(UsedColumns used, TableScan scan, TableCount count) {

    /** What is counted, in a task. */
    interface Rules extends Serializable {
        TableStatistics statistics(UsedColumns used);
    }

    /** Counts all rows; twice where their weights are all the same. */
    static CountedTable of(SourceTable table, UsedColumns used, HeldOut heldOut, long seed, Rules rules) {
        double fraction = heldOut instanceof HeldOut.Fraction some ? some.fraction() : 0;
        TableScan scan = TableScan.of(used, table.rows().schema(), fraction, seed, RowNames.BY_CONTENT);
        TableCount count = TableCount.of(table, scan, () -> rules.statistics(used));
        // weights are part of the content, by which a fraction is drawn: those of all rows decide
        boolean equal =
                fraction > 0 ? count.hasEqualWeights() : count.training().commonWeight() != null;
        return equal ? of(table, used.withoutWeight(), heldOut, seed, rules) : new CountedTable(used, scan, count);
    }

    /** Whether rows count differently. */
    boolean isWeighted() {
        return used.weight() >= 0;
    }
}
