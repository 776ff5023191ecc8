package io.lockstep.pass.vector;

import java.io.Serializable;

/**
 * The left factor of a product, {@code (rows, terms)}: the numbers that rows of the right factor are multiplied by. Which kind it is changes
 * speed and memory, never a result.
 */
sealed interface LeftFactor extends Serializable permits ByteLists, FloatLists, DenseFactor {

    /** Rows of the product. */
    int rows();

    /** Terms of each sum. */
    int terms();

    /** The same numbers, zeros included. */
    DenseFactor dense();

    /** Rows become terms. */
    LeftFactor transposed();

    /**
     * Copies the numbers of a row.
     *
     * @param to filled with (terms) numbers
     */
    void copyRow(int row, float[] to);
}
