package io.lockstep.cluster.table.source;

/**
 * Where a row of a table is: for messages.
 *
 * @param file its path
 * @param number of the line, or of the row, from 1; 0 if it is not known
 * @param isLine whether the number is a line's
 */
public record RowPlace(String file, long number, boolean isLine) {

    /** {@code /data/a.csv, line 7}. */
    @Override
    public String toString() {
        return number == 0 ? file : "%s, %s %,d".formatted(file, isLine ? "line" : "row", number);
    }
}
