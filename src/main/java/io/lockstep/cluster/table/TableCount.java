package io.lockstep.cluster.table;

import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.table.TableStatistics;
import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The statistics of a table's training and validation rows: one reading.
 *
 * @param training of the rows that the scan does not hold out
 * @param validation of the others
 */
record TableCount(TableStatistics training, TableStatistics validation) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Empty statistics, in a task. */
    interface Empty extends Supplier<TableStatistics>, Serializable {}

    /** Counts all rows; the driver gets the statistics and no row. */
    static TableCount of(SourceTable table, TableScan scan, Empty empty) {
        JavaRDD<InternalRow> rows = table.internal();
        TableCount count = rows.getNumPartitions() == 0
                ? none(empty)
                : rows.mapPartitions(mine -> {
                            TableCount counted = none(empty);
                            scan.open(mine).forEachRemaining(row -> {
                                if (row.valid() != null && row.isMarked() == null) {
                                    counted.training.addUnmarked(row);
                                }
                                (scan.isHeldOut(row) ? counted.validation : counted.training).add(row, scan.order(row));
                            });
                            return List.of(JavaSerialized.of(counted)).iterator();
                        })
                        .treeReduce(
                                (some, others) -> JavaSerialized.of(some.value().merge(others.value())))
                        .value();
        count.training.locate(table.placesBy(scan));
        count.validation.locate(table.placesBy(scan));
        return count;
    }

    /** Whether the rows of both have weights, all the same number. */
    boolean hasEqualWeights() {
        Float weight = training.commonWeight();
        return weight != null && (validation.rows() == 0 || weight.equals(validation.commonWeight()));
    }

    private static TableCount none(Empty empty) {
        return new TableCount(empty.get(), empty.get());
    }

    private TableCount merge(TableCount other) {
        training.merge(other.training);
        validation.merge(other.validation);
        return this;
    }
}
