package io.lockstep.bench;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.Scaling;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Features without a zero, as measurements are: normally distributed floats, not scaled, with one of ten classes each. They are drawn
 * where they are needed, row by row, the same in each run.
 *
 * @param rows number of examples
 * @param columns features of an example
 */
record DrawnFloats(int rows, int columns) implements Sample, Serializable {
    private static final int CLASSES = 10;
    private static final long SPREAD = 0x9E3779B97F4A7C15L; // far from one row's seed to the next

    @Override
    public float[] features() {
        return features(0, rows);
    }

    private float[] features(int first, int count) {
        float[] features = new float[Math.multiplyExact(count, columns)];
        for (int row = 0; row < count; row++) {
            Random random = new Random(SPREAD * (first + row));
            for (int column = 0; column < columns; column++) {
                float value = (float) random.nextGaussian();
                features[row * columns + column] = value == 0 ? Float.MIN_NORMAL : value;
            }
        }
        return features;
    }

    @Override
    public byte[] labels() {
        return labels(0, rows);
    }

    private static byte[] labels(int first, int count) {
        byte[] labels = new byte[count];
        for (int row = 0; row < count; row++) {
            labels[row] = (byte) new Random(~(SPREAD * (first + row))).nextInt(CLASSES);
        }
        return labels;
    }

    @Override
    public Scaling scaling() {
        return ColumnScaling.none(columns);
    }

    @Override
    public int storedBytes() {
        return Math.multiplyExact(rows * columns, Float.BYTES);
    }

    @Override
    public Block block(BlockPlan plan, int index) {
        int first = Math.toIntExact(plan.firstExample(index));
        int count = plan.rows(index);
        return new Block(
                index,
                first,
                new FloatFeatures(columns, features(first, count)),
                ClassTargets.of(labels(first, count)));
    }

    /** The blocks of a range, drawn one after the other. */
    Iterator<Block> blocks(BlockPlan plan, BlockRange range) {
        return IntStream.range(range.first(), range.first() + range.count())
                .mapToObj(index -> block(plan, index))
                .iterator();
    }
}
