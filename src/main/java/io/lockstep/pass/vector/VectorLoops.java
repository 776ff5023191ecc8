package io.lockstep.pass.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops with the JVM's vectors. Their lanes run along the columns of products, so their width changes no chain; nothing is ever added across
 * lanes.
 *
 * <p>No other species of float vectors may be used in the JVM: with two, HotSpot no longer knows the class of a vector, keeps each on the heap,
 * and all loops take a hundred times as long.
 */
final class VectorLoops implements Loops {
    /** Name of a system property for tests: bits of a vector, in place of the most that the processor has. */
    static final String BITS = "lockstep.vector-bits";

    static final VectorSpecies<Float> SPECIES = species(Integer.getInteger(BITS, 0));
    static final int LANES = SPECIES.length();
    static final Loops PREFERRED = new VectorLoops();

    private static VectorSpecies<Float> species(int bits) {
        return switch (bits) {
            case 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            case 512 -> FloatVector.SPECIES_512;
            default -> FloatVector.SPECIES_PREFERRED;
        };
    }

    /** Made anew each time: a vector from a constant would be an object on the heap, and so would all that begin with it. */
    static FloatVector zero() {
        return FloatVector.zero(SPECIES);
    }

    static FloatVector load(float[] from, int at) {
        return FloatVector.fromArray(SPECIES, from, at);
    }

    @Override
    public RightFactor factor(int terms, int columns) {
        return new VectorFactor(terms, columns);
    }

    @Override
    public void addToRows(float[] matrix, int rows, float[] row) {
        for (int i = 0, at = 0; i < rows; i++, at += row.length) {
            for (int j = 0; j < row.length; j += LANES) {
                load(matrix, at + j).add(load(row, j)).intoArray(matrix, at + j);
            }
        }
    }

    @Override
    public void rectify(float[] output, float[] activation, int count, float shift) {
        for (int i = 0; i < count; i += LANES) {
            load(output, i).max(0).sub(shift).intoArray(activation, i);
        }
    }

    @Override
    public void mask(float[] gradient, float[] output, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(gradient, i)
                    .blend(0, load(output, i).compare(VectorOperators.LE, 0))
                    .intoArray(gradient, i);
        }
    }

    @Override
    public void scale(float[] values, int from, float factor, float offset, float[] row) {
        for (int j = 0; j < row.length; j += LANES) {
            FloatVector.broadcast(SPECIES, factor)
                    .fma(load(values, from + j), load(row, j).mul(offset))
                    .add(0)
                    .intoArray(values, from + j);
        }
    }

    /** Whether so many numbers are finite. */
    static boolean isFinite(float[] values, int from, int count) {
        FloatVector zeros = zero(); // times 0, what is not finite becomes NaN, and stays it
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            zeros = zeros.add(load(values, from + i).mul(0));
        }
        boolean finite = !zeros.compare(VectorOperators.NE, 0).anyTrue();
        for (; i < count; i++) {
            finite &= Float.isFinite(values[from + i]);
        }
        return finite;
    }

    @Override
    public String toString() {
        return "vectors of %d bits".formatted(SPECIES.vectorBitSize());
    }
}
