package io.lockstep.pass.vector;

import static io.lockstep.pass.vector.Lanes.LANES;

/** With vectors: lanes run along the columns. */
final class VectorFactor extends RightFactor {
    /** Vectors of a strip, which stay in registers while a list is read. */
    private static final int WIDE = 8 * LANES;

    private static final int NARROW = 4 * LANES;
    private static final int PANEL = 2 * LANES;
    /** Terms of a panel at a time. */
    private static final int DEPTH = 256;

    private static final int ROWS = 6;
    private static final int ROWS_AT_ONCE = 16 * ROWS;

    private final int stride;
    private float[] b = new float[0];
    private int offset;
    private int termStride;
    private int columnStride;
    private float[] strips = new float[0];
    private float[] panels = new float[0];
    private boolean stripsReady;
    private boolean panelsReady;

    VectorFactor(int terms, int columns) {
        super(terms, columns);
        int rest = columns % WIDE;
        stride = columns - rest + (rest == 0 ? 0 : rest <= NARROW ? NARROW : WIDE);
    }

    @Override
    int stride() {
        return stride;
    }

    @Override
    boolean isFinite(float[] values, int from, int count) {
        return Lanes.isFinite(values, from, count);
    }

    @Override
    void take(float[] values, int from, int newTermStride, int newColumnStride) {
        b = values;
        offset = from;
        termStride = newTermStride;
        columnStride = newColumnStride;
        stripsReady = false;
        panelsReady = false;
    }

    private float[] strips() {
        if (!stripsReady) {
            stripsReady = true;
            if (columnStride == 1 && termStride == stride && stride <= WIDE && offset == 0) {
                return strips = b;
            }
            if (strips.length < terms * stride || strips == b) {
                strips = new float[terms * stride];
            }
            for (int column = 0; column < stride; column += WIDE) {
                pack(strips, column, Math.min(WIDE, stride - column));
            }
        }
        return strips;
    }

    private float[] panels() {
        if (!panelsReady) {
            panelsReady = true;
            if (panels.length == 0) {
                panels = new float[terms * stride];
            }
            for (int column = 0; column < columns; column += PANEL) {
                pack(panels, column, PANEL);
            }
        }
        return panels;
    }

    /** Copies columns from {@code column} on as rows of so many, the missing as 0. */
    private void pack(float[] to, int column, int width) {
        int available = Math.min(width, columns - column);
        int at = terms * column;
        if (columnStride == 1) {
            for (int t = 0, from = offset + column; t < terms; t++, at += width, from += termStride) {
                System.arraycopy(b, from, to, at, available);
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

    @Override
    void multiplyBytes(ByteLists a, float[] c) {
        float[] right = strips();
        for (int column = 0; column < stride; column += WIDE) {
            int width = Math.min(WIDE, stride - column);
            for (int first = 0, list = 0; first < terms; first += a.section(), list += a.rows()) {
                int from = terms * column + first * width;
                if (width == WIDE) {
                    Lanes.gather8(a.entries(), a.starts(), list, a.rows(), right, from, c, column, stride, first == 0);
                } else {
                    Lanes.gather4(a.entries(), a.starts(), list, a.rows(), right, from, c, column, stride, first == 0);
                }
            }
        }
    }

    @Override
    void multiplyFloats(FloatLists a, float[] c) {
        float[] right = strips();
        for (int column = 0; column < stride; column += WIDE) {
            int width = Math.min(WIDE, stride - column);
            for (int first = 0, list = 0; first < terms; first += a.section(), list += a.rows()) {
                int from = terms * column + first * width;
                if (width == WIDE) {
                    Lanes.gather8(
                            a.places(),
                            a.values(),
                            a.starts(),
                            list,
                            a.rows(),
                            right,
                            from,
                            c,
                            column,
                            stride,
                            first == 0);
                } else {
                    Lanes.gather4(
                            a.places(),
                            a.values(),
                            a.starts(),
                            list,
                            a.rows(),
                            right,
                            from,
                            c,
                            column,
                            stride,
                            first == 0);
                }
            }
        }
    }

    @Override
    void multiplyDense(DenseFactor a, float[] c) {
        float[] right = panels();
        for (int first = 0; first < terms; first += DEPTH) {
            int depth = Math.min(DEPTH, terms - first);
            for (int row = 0; row < a.rows(); row += ROWS_AT_ONCE) {
                int end = Math.min(a.rows(), row + ROWS_AT_ONCE);
                for (int column = 0; column < columns; column += PANEL) {
                    multiply(a, row, end, first, depth, right, terms * column + first * PANEL, c, column);
                }
            }
        }
    }

    private void multiply(
            DenseFactor a, int row, int end, int first, int depth, float[] right, int b, float[] c, int column) {
        for (; row + ROWS <= end; row += ROWS) {
            int from = row * a.rowStride() + first * a.termStride();
            int to = row * stride + column;
            if (a.termStride() == 1) {
                Lanes.denseRows(depth, a.values(), from, a.rowStride(), right, b, c, to, stride, first == 0);
            } else {
                Lanes.denseTransposed(depth, a.values(), from, a.termStride(), right, b, c, to, stride, first == 0);
            }
        }
        for (; row < end; row++) {
            int from = row * a.rowStride() + first * a.termStride();
            Lanes.row(depth, a.values(), from, a.termStride(), right, b, c, row * stride + column, first == 0);
        }
    }
}
