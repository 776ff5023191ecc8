package io.lockstep.pass.vector;

/** Loops with the JVM's vectors. */
final class VectorLoops implements Loops {
    static final Loops PREFERRED = new VectorLoops();

    @Override
    public RightFactor factor(int terms, int columns) {
        return new VectorFactor(terms, columns);
    }

    @Override
    public void mask(float[] gradient, float[] output, int count) {
        Lanes.mask(gradient, output, count);
    }

    @Override
    public String toString() {
        return "vectors of %d bits".formatted(Lanes.SPECIES.vectorBitSize());
    }
}
