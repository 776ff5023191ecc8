package io.lockstep.pass.vector;

import static io.lockstep.pass.vector.DenseProducts.PANEL;
import static io.lockstep.pass.vector.DenseProducts.ROWS;
import static io.lockstep.pass.vector.SparseProducts.NARROW;
import static io.lockstep.pass.vector.SparseProducts.WIDE;
import static io.lockstep.pass.vector.VectorLoops.LANES;

/**
 * Products by vectors. The columns are cut into strips for lists, and into panels for all numbers; each holds its terms one after the other, so
 * that a section of them stays in the first-level cache. Either is made when it is first needed.
 */
final class VectorFactor extends RightFactor {
    /** Rows of the left factor at a time, which stay in the second-level cache while the panels run. */
    private static final int ROWS_AT_ONCE = 16 * ROWS;

    private final int stride;
    private float[] b = new float[0];
    private int offset;
    private int termStride;
    private int columnStride;
    private float[] strips = new float[0];
    private float[] panels = new float[0];
    private boolean hasStrips;
    private boolean hasPanels;

    VectorFactor(int terms, int columns) {
        super(terms, columns);
        int last = columns % WIDE;
        stride = columns - last + (last == 0 ? 0 : last <= NARROW ? NARROW : WIDE);
    }

    @Override
    int stride() {
        return stride;
    }

    @Override
    int columnsThatPayForLists() {
        return 128;
    }

    /** Measured: an entry of a list costs 2.8 times a term of all numbers with vectors of 512 bits, 1.6 times with 256. */
    @Override
    double largestShareOfLists() {
        return Math.min(0.5, 4.0 / LANES);
    }

    @Override
    boolean isFinite(float[] values, int from, int count) {
        return VectorLoops.isFinite(values, from, count);
    }

    @Override
    void take(float[] values, int from, int betweenTerms, int betweenColumns) {
        b = values;
        offset = from;
        termStride = betweenTerms;
        columnStride = betweenColumns;
        hasStrips = false;
        hasPanels = false;
    }

    @Override
    void multiplyBytes(ByteLists a, float[] c) {
        float[] right = strips();
        for (int column = 0; column < stride; column += WIDE) {
            int width = Math.min(WIDE, stride - column);
            int from = terms * column;
            for (int first = 0, list = 0; first < terms; first += a.section(), list += a.rows()) {
                if (width == WIDE) {
                    SparseProducts.wide(a, list, right, from + first * width, c, column, stride, first == 0);
                } else {
                    SparseProducts.narrow(a, list, right, from + first * width, c, column, stride, first == 0);
                }
            }
        }
    }

    @Override
    void multiplyFloats(FloatLists a, float[] c) {
        float[] right = strips();
        for (int column = 0; column < stride; column += WIDE) {
            int width = Math.min(WIDE, stride - column);
            int from = terms * column;
            for (int first = 0, list = 0; first < terms; first += a.section(), list += a.rows()) {
                if (width == WIDE) {
                    SparseProducts.wide(a, list, right, from + first * width, c, column, stride, first == 0);
                } else {
                    SparseProducts.narrow(a, list, right, from + first * width, c, column, stride, first == 0);
                }
            }
        }
    }

    @Override
    void multiplyDense(DenseFactor a, float[] c) {
        int section = Sections.size(terms);
        for (int first = 0; first < terms; first += section) {
            for (int row = 0; row < a.rows(); row += ROWS_AT_ONCE) {
                int end = Math.min(a.rows(), row + ROWS_AT_ONCE);
                for (int column = 0; column < columns; column += PANEL) {
                    multiplyDense(a, row, end, first, c, column);
                }
            }
        }
    }

    /** Some rows, terms and columns. */
    private void multiplyDense(DenseFactor a, int firstRow, int endRow, int first, float[] c, int column) {
        float[] right = panels();
        int at = terms * column + first * PANEL;
        int depth = Math.min(Sections.size(terms), terms - first);
        int row = firstRow;
        for (; row + ROWS <= endRow; row += ROWS) {
            int to = row * stride + column;
            if (a.termStride() == 1) {
                DenseProducts.tile(a, a.at(row, first), depth, right, at, c, to, stride, first == 0);
            } else {
                DenseProducts.transposedTile(a, a.at(row, first), depth, right, at, c, to, stride, first == 0);
            }
        }
        for (; row < endRow; row++) {
            DenseProducts.row(a, a.at(row, first), depth, right, at, c, row * stride + column, first == 0);
        }
    }

    /** (terms, WIDE) for each strip, the last may be (terms, NARROW). */
    private float[] strips() {
        if (!hasStrips) {
            hasStrips = true;
            if (offset == 0 && columnStride == 1 && termStride == stride && stride <= WIDE) {
                strips = b; // it is one strip
                return strips;
            }
            strips = strips == b || strips.length != terms * stride ? new float[terms * stride] : strips;
            for (int column = 0; column < stride; column += WIDE) {
                pack(strips, column, Math.min(WIDE, stride - column));
            }
        }
        return strips;
    }

    /** (terms, PANEL) for each panel. */
    private float[] panels() {
        if (!hasPanels) {
            hasPanels = true;
            panels = panels.length == 0 ? new float[terms * stride] : panels;
            for (int column = 0; column < columns; column += PANEL) {
                pack(panels, column, PANEL);
            }
        }
        return panels;
    }

    /** Copies columns as rows of {@code width}; those beyond the last stay 0. */
    private void pack(float[] to, int column, int width) {
        int available = Math.min(width, columns - column);
        int at = terms * column;
        if (columnStride == 1) {
            for (int t = 0; t < terms; t++) {
                System.arraycopy(b, offset + t * termStride + column, to, at + t * width, available);
            }
        } else {
            for (int j = 0; j < available; j++) {
                int from = offset + (column + j) * columnStride;
                for (int t = 0; t < terms; t++) {
                    to[at + t * width + j] = b[from + t * termStride];
                }
            }
        }
    }
}
