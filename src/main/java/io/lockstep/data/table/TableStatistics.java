package io.lockstep.data.table;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What some rows of a table hold, and how many there are in each range of the order: merged over all tasks, it fits the driver. */
public final class TableStatistics implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ColumnStatistics[] columns;
    private final long[] ranges = new long[OrderRanges.COUNT];
    private long rows;
    private long contentLow;
    private long contentHigh;
    private final Findings marks = new Findings();
    private transient @Nullable RowPlaces places;

    TableStatistics(List<CellRule> rules) {
        columns = rules.stream().map(ColumnStatistics::new).toArray(ColumnStatistics[]::new);
    }

    /**
     * Counts a row.
     *
     * @param order its hash in the order
     */
    public void add(RowCells row, long order) {
        rows++;
        ranges[OrderRanges.range(order)]++;
        contentLow += RowHash.keyed(row.content(), 1); // sums: the order of the rows changes nothing
        contentHigh += RowHash.keyed(row.content(), 2);
        for (int i = 0; i < columns.length; i++) {
            VectorCell vector = row.vector(i);
            if (vector == null) {
                columns[i].add(row.plain(i), row);
            } else {
                columns[i].add(vector, row);
            }
        }
    }

    /** Counts a row that does not say whether it is for validation. */
    public void addUnmarked(RowCells row) {
        marks.add(Finding.Kind.MISSING, row, Objects.requireNonNull(row.valid()));
    }

    /** Adds what others have counted; returns this. */
    public TableStatistics merge(TableStatistics other) {
        rows += other.rows;
        contentLow += other.contentLow;
        marks.merge(other.marks, Finding.Kind.MISSING);
        contentHigh += other.contentHigh;
        for (int i = 0; i < ranges.length; i++) {
            ranges[i] += other.ranges[i];
        }
        for (int i = 0; i < columns.length; i++) {
            columns[i].merge(other.columns[i]);
        }
        return this;
    }

    /** Number of rows. */
    public long rows() {
        return rows;
    }

    /** The weight of every row, where all have the same, above 0; null where they have different ones, or none. */
    public @Nullable Float commonWeight() {
        for (ColumnStatistics column : columns) {
            if (column.rule().role() == CellRule.Role.WEIGHT && rows > 0 && column.numeric() == rows) {
                float least = column.numbers().least(0, rows);
                return least > 0 && least == column.numbers().largest(0, rows) ? (Float) least : null;
            }
        }
        return null;
    }

    /** Rows in each range of the order. */
    public OrderRanges ranges() {
        return OrderRanges.of(ranges);
    }

    /** A hash of all rows that does not depend on their order: 32 hexadecimal digits. */
    String contentHash() {
        return "%016x%016x".formatted(contentHigh, contentLow);
    }

    /** A row that does not say whether it is for validation; null if all do. */
    @Nullable
    Finding unmarked() {
        return marks.get(Finding.Kind.MISSING);
    }

    /** Has the rows of findings looked for, on the driver. */
    public TableStatistics locate(RowPlaces where) {
        places = where;
        for (ColumnStatistics column : columns) {
            column.locate(where);
        }
        return this;
    }

    String place(Finding finding, String where, String column) {
        return ColumnStatistics.place(finding, places, where, column);
    }

    int size() {
        return columns.length;
    }

    ColumnStatistics column(int column) {
        return columns[column];
    }

    List<ColumnStatistics> columns() {
        return List.of(columns);
    }
}
