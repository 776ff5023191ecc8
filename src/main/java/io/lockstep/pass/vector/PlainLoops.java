package io.lockstep.pass.vector;

import io.lockstep.pass.device.Backend;

/** Plain Java, for every JVM: the specification of what others compute. */
final class PlainLoops implements Loops {
    static final Loops INSTANCE = new PlainLoops();

    private PlainLoops() {}

    @Override
    public RightFactor factor(int terms, int columns) {
        return new PlainFactor(terms, columns);
    }

    @Override
    public void addToRows(float[] matrix, int rows, float[] row) {
        for (int i = 0, at = 0; i < rows; i++, at += row.length) {
            for (int j = 0; j < row.length; j++) {
                matrix[at + j] += row[j];
            }
        }
    }

    @Override
    public void rectify(float[] output, float[] activation, int count, float shift) {
        for (int i = 0; i < count; i++) {
            activation[i] = Math.max(output[i], 0) - shift;
        }
    }

    @Override
    public void mask(float[] gradient, float[] output, int count) {
        for (int i = 0; i < count; i++) {
            gradient[i] = output[i] <= 0 ? 0 : gradient[i];
        }
    }

    @Override
    public void scale(float[] values, int from, float factor, float offset, float[] row) {
        for (int j = 0; j < row.length; j++) {
            values[from + j] = Math.fma(factor, values[from + j], offset * row[j]) + 0f;
        }
    }

    @Override
    public String toString() {
        return Backend.PLAIN_LOOPS;
    }
}
