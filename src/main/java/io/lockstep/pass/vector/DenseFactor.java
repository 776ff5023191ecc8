package io.lockstep.pass.vector;

/**
 * A factor with all its numbers. One of the strides is 1: rows are contiguous or, in a transposed factor, terms are.
 *
 * @param values of a row and a term at {@code row * rowStride + term * termStride}; the array may be longer
 * @param rows of the product
 * @param terms of each sum
 * @param rowStride from one row to the next
 * @param termStride from one term to the next
 */
record DenseFactor(float[] values, int rows, int terms, int rowStride, int termStride) implements LeftFactor {
    private static final long serialVersionUID = 1L;
    private static final int ROWS_LOOKED_AT = 16;

    /** Of contiguous rows, so far apart. */
    static DenseFactor of(float[] values, int rows, int terms, int stride) {
        return new DenseFactor(values, rows, terms, stride, 1);
    }

    /** Where a number is. */
    int at(int row, int term) {
        return row * rowStride + term * termStride;
    }

    /** The same numbers: nothing is copied. */
    @Override
    public DenseFactor transposed() {
        return new DenseFactor(values, terms, rows, termStride, rowStride);
    }

    @Override
    public DenseFactor dense() {
        return this;
    }

    @Override
    public void copyRow(int row, float[] to) {
        for (int term = 0; term < terms; term++) {
            to[term] = values[at(row, term)];
        }
    }

    /** A copy of contiguous rows: (rows, terms); + 0, because a zero's sign may depend on what was skipped. */
    float[] compact() {
        float[] copy = new float[Math.multiplyExact(rows, terms)];
        for (int row = 0; row < rows; row++) {
            for (int term = 0; term < terms; term++) {
                copy[row * terms + term] = values[row * rowStride + term] + 0f;
            }
        }
        return copy;
    }

    /** About which share of the numbers is not 0: that of rows spread over all. */
    double share() {
        int count = 0;
        int looked = 0;
        for (int row = 0; row < rows; row += 1 + rows / ROWS_LOOKED_AT, looked++) {
            for (int term = 0; term < terms; term++) {
                count += values[at(row, term)] != 0 ? 1 : 0;
            }
        }
        return count / ((double) looked * terms);
    }
}
