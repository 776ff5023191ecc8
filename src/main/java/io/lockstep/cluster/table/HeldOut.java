package io.lockstep.cluster.table;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which rows are for validation. */
public sealed interface HeldOut {

    /** None. */
    record Nothing() implements HeldOut {}

    /**
     * This share of the rows, by a hash of their content or id: the same rows for every layout, order and seed.
     *
     * @param fraction above 0, below 1
     */
    record Fraction(double fraction) implements HeldOut {
        public Fraction {
            if (!(fraction > 0 && fraction < 1)) {
                throw new IllegalArgumentException("expected a fraction between 0 and 1, found " + fraction);
            }
        }
    }

    /**
     * Rows where this column is true.
     *
     * @param name of the column
     */
    record Marked(String name) implements HeldOut {}

    /**
     * Another table, with the same columns in any order.
     *
     * @param table its rows
     */
    record Other(SourceTable table) implements HeldOut {
        public Other(String where, Dataset<Row> rows) {
            this(SourceTable.of(where, rows));
        }
    }

    HeldOut NOTHING = new Nothing();
}
