package io.lockstep.cluster.table;

import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** The name of a row in messages. */
final class RowName {
    private RowName() {}

    /**
     * By its id, or else by its position.
     *
     * @param column with the ids of rows; null if there is none
     * @param id its value
     * @param number of the row in the task's partition, from 1
     */
    static String of(@Nullable String column, @Nullable Object id, long number) {
        return column == null
                ? "row %,d of partition %d".formatted(number, TaskContext.getPartitionId())
                : "row with %s = %s".formatted(column, id);
    }
}
