package io.lockstep.bench;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.Scaling;
import java.util.Arrays;
import java.util.Random;

/**
 * Features without a zero, as columns of measurements are: normally distributed floats, with one of ten classes each, the same in
 * each run. They are not scaled.
 *
 * @param columns features of an example
 * @param features (rows, columns)
 * @param labels (rows) classes
 */
record DrawnFloats(int columns, float[] features, byte[] labels) implements Sample {
    private static final int CLASSES = 10;

    /** So many, of any number of columns. */
    static DrawnFloats of(int rows, int columns) {
        Random random = new Random(rows);
        float[] features = new float[rows * columns];
        for (int i = 0; i < features.length; i++) {
            float value = (float) random.nextGaussian();
            features[i] = value == 0 ? Float.MIN_NORMAL : value;
        }
        byte[] labels = new byte[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = (byte) random.nextInt(CLASSES);
        }
        return new DrawnFloats(columns, features, labels);
    }

    @Override
    public int rows() {
        return labels.length;
    }

    @Override
    public Scaling scaling() {
        return ColumnScaling.none(columns);
    }

    @Override
    public int storedBytes() {
        return features.length * Float.BYTES;
    }

    @Override
    public Block block(BlockPlan plan, int index) {
        int first = Math.toIntExact(plan.firstExample(index));
        int end = first + plan.rows(index);
        return new Block(
                index,
                first,
                new FloatFeatures(columns, Arrays.copyOfRange(features, first * columns, end * columns)),
                ClassTargets.of(Arrays.copyOfRange(labels, first, end)));
    }
}
