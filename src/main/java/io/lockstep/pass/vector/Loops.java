package io.lockstep.pass.vector;

/**
 * The inner loops of the kernel: plain, or with the JVM's vectors. Both give the same bits: {@link PlainLoops} says which.
 *
 * <p>Rows of matrices are padded to the {@link RightFactor#stride} of the products that make them, so that counts are of whole vectors.
 */
interface Loops {

    /** The fastest of this JVM. */
    static Loops ofThisJvm() {
        return VectorModule.isPresent() ? VectorLoops.PREFERRED : PlainLoops.INSTANCE;
    }

    /** A right factor with so many terms and columns. */
    RightFactor factor(int terms, int columns);

    /** matrix: (rows, row) += row. */
    void addToRows(float[] matrix, int rows, float[] row);

    /** activation = max(output, 0) - shift; NaN stays. */
    void rectify(float[] output, float[] activation, int count, float shift);

    /** gradient = 0 where the output is not above 0; where that is NaN the gradient stays. */
    void mask(float[] gradient, float[] output, int count);

    /** values = factor values + offset row + 0: no negative zero stays. */
    void scale(float[] values, int from, float factor, float offset, float[] row);
}
