package io.lockstep.pass.vector;

/**
 * The right factor of products, {@code (terms, columns)}, in the layout that is read fastest. It is loaded again and again.
 *
 * <p>Every element of a product is a sum in a fixed order. Each of the {@link Sections} of its terms is one chain of fused multiply-adds in
 * ascending order, from +0: {@code s = fma(a[t], b[t], s)}; the sections' sums are added in ascending order: {@code c = c + s}. A term with
 * {@code a[t] = 0} leaves a chain of finite numbers as it is, but for the sign of a zero; it may be skipped. Where b is not finite nothing is skipped: 0 times infinity is NaN and has to be found.
 */
abstract sealed class RightFactor permits PlainFactor, VectorFactor {
    /** Terms of each sum. */
    final int terms;
    /** Columns of the product. */
    final int columns;

    private boolean finite;

    RightFactor(int terms, int columns) {
        this.terms = terms;
        this.columns = columns;
    }

    /**
     * Takes b in place of what was loaded before. The array must not change until the last product.
     *
     * @param b of a term and a column at {@code offset + term * termStride + column * columnStride}; one of the strides is 1
     */
    final void load(float[] b, int offset, int termStride, int columnStride) {
        finite = isFinite(b, offset, termStride, columnStride);
        take(b, offset, termStride, columnStride);
    }

    private boolean isFinite(float[] b, int offset, int termStride, int columnStride) {
        boolean byTerm = columnStride == 1;
        int lines = byTerm ? terms : columns;
        int length = byTerm ? columns : terms;
        for (int line = 0; line < lines; line++) {
            if (!isFinite(b, offset + line * (byTerm ? termStride : columnStride), length)) {
                return false;
            }
        }
        return true;
    }

    /** a: (rows, terms) -> c = a b: (rows, columns), with rows {@link #stride} apart. */
    final void multiply(LeftFactor a, float[] c) {
        if (a.terms() != terms) {
            throw new IllegalArgumentException("expected " + terms + " terms, found " + a.terms());
        }
        LeftFactor left = finite ? fastest(a) : a.dense();
        if (left instanceof ByteLists lists) {
            multiplyBytes(lists, c);
        } else if (left instanceof FloatLists lists) {
            multiplyFloats(lists, c);
        } else {
            multiplyDense((DenseFactor) left, c);
        }
    }

    /** After a ReLU many numbers are 0. */
    private LeftFactor fastest(LeftFactor a) {
        return a instanceof DenseFactor all
                        && columns >= columnsThatPayForLists()
                        && all.share() <= largestShareOfLists()
                ? FloatLists.of(all)
                : a;
    }

    /** With so many columns it pays to make lists of the numbers that are not 0. */
    abstract int columnsThatPayForLists();

    /** The largest share of numbers that are not 0 with which a product is faster by lists. */
    abstract double largestShareOfLists();

    /** Floats from one row of a product to the next: at least the columns. */
    abstract int stride();

    /** Whether so many numbers are finite. */
    abstract boolean isFinite(float[] values, int from, int count);

    abstract void take(float[] b, int offset, int termStride, int columnStride);

    abstract void multiplyBytes(ByteLists a, float[] c);

    abstract void multiplyFloats(FloatLists a, float[] c);

    abstract void multiplyDense(DenseFactor a, float[] c);
}
