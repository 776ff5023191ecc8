package io.lockstep.data.table;

import io.lockstep.data.Spelling;

/** How features are stored: by their content and not by the file's format. It changes memory, never a result. */
enum FeatureKind {
    /** All inputs are whole numbers of 0 .. 255. */
    BYTES,
    /** Fewer than a quarter of the cells are not 0. */
    SPARSE,
    /** Others. */
    FLOATS;

    private static final int LEAST_SPARSE = 16; // inputs: with fewer, an index each costs more than it saves

    static FeatureKind of(boolean isBytes, long nonzero, long rows, int inputs) {
        if (isBytes) {
            return BYTES;
        }
        return inputs >= LEAST_SPARSE && nonzero < 0.25 * rows * inputs ? SPARSE : FLOATS;
    }

    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
