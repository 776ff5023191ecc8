package io.lockstep.cluster.table.source;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/** What is looked for in a table; runs in tasks. */
@FunctionalInterface
public interface RowTest extends Serializable {
    /** Whether it is this row. */
    boolean test(Row row);
}
