package io.lockstep.check;

/**
 * What the partial sums of a block's rows are, which a float pass rounds one after the other: {@code Σ ‖s_i‖²} over the rows i. Wandering
 * sums have {@code r/2 ‖s_r‖²}; where rows are in the order of their classes, sums go far away and come back. So they are looked at
 * after every few rows, and between two looks taken to be as large as the larger of both.
 */
final class PartialSums {
    private static final int MOST_LOOKS = 16;
    private static final int MOST_ROWS = 16;

    private final int rows;
    private final int rowsBetweenLooks;
    private int row;
    private int lastLook;
    private double lastSquares;
    private double sum;

    /** Of a block of so many rows. */
    PartialSums(int rows) {
        this.rows = rows;
        rowsBetweenLooks = Math.max(1, Math.min(MOST_ROWS, rows / MOST_LOOKS));
    }

    /** Whether to look at the sums after the next row. */
    boolean next() {
        row++;
        return row == rows || row % rowsBetweenLooks == 0;
    }

    /** They are so large now. */
    void look(double squares) {
        sum += (row - lastLook) * Math.max(lastSquares, squares);
        lastLook = row;
        lastSquares = squares;
    }

    /** Of all rows, after the last. */
    double squares() {
        return sum;
    }
}
