package io.lockstep.cluster.table;

import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** What messages call a row. */
final class RowName {
    private RowName() {}

    /**
     * By what names it, or else by where it is.
     *
     * @param column that names rows; null if none does
     * @param id its value
     * @param number of the row in the task's partition, from 1
     */
    static String of(@Nullable String column, @Nullable Object id, long number) {
        return column == null
                ? "row %,d of partition %d".formatted(number, TaskContext.getPartitionId())
                : "row with %s = %s".formatted(column, id);
    }
}
