package io.lockstep.pass.vector;

import io.lockstep.data.Scaling;
import io.lockstep.network.Parameters;

/** The vector pass with another mask of the ReLU, so that an error can be planted where it would happen. */
public final class OtherMask implements Loops {
    private final Mask mask;

    private OtherMask(Mask mask) {
        this.mask = mask;
    }

    /** Which hidden units let the gradient through. */
    public interface Mask {
        /** Whether one with this output does, which is before the activation. */
        boolean letsThrough(float output);
    }

    /** The pass of this JVM but for its mask. */
    public static VectorPass pass(Parameters parameters, Scaling scaling, Mask mask) {
        return new VectorPass(parameters, scaling, new OtherMask(mask));
    }

    @Override
    public RightFactor factor(int terms, int columns) {
        return Loops.ofThisJvm().factor(terms, columns);
    }

    @Override
    public void addToRows(float[] matrix, int rows, float[] row) {
        Loops.ofThisJvm().addToRows(matrix, rows, row);
    }

    @Override
    public void rectify(float[] output, float[] activation, int count, float shift) {
        Loops.ofThisJvm().rectify(output, activation, count, shift);
    }

    @Override
    public void scale(float[] values, int from, float factor, float offset, float[] row) {
        Loops.ofThisJvm().scale(values, from, factor, offset, row);
    }

    @Override
    public void mask(float[] gradient, float[] output, int count) {
        for (int i = 0; i < count; i++) {
            gradient[i] = mask.letsThrough(output[i]) ? gradient[i] : 0;
        }
    }
}
