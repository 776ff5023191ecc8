package io.lockstep.block;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Features;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.SparseFeatures;
import io.lockstep.data.Targets;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Drawn tables cut into blocks, for tests: most features are 0, some are the same in all rows of a block, and a target follows from the first
 * features.
 *
 * @param rows of features
 * @param targets a class or numbers for each
 * @param weights of each; null where each counts 1
 * @param kind how a block holds the features
 */
public record TableBlocks(float[][] rows, Targets targets, float @Nullable [] weights, Kind kind) {

    /** How a block holds features. */
    public enum Kind {
        BYTES,
        FLOATS,
        SPARSE
    }

    /** A table for a network; the features are whole numbers 0 .. 255, which every kind can hold. */
    public static TableBlocks of(Architecture network, Kind kind, long seed, int count) {
        return draw(network, kind, seed, count, true);
    }

    /** The same with numbers that no byte can hold, of either sign. */
    public static TableBlocks ofNumbers(Architecture network, Kind kind, long seed, int count) {
        return draw(network, kind, seed, count, false);
    }

    private static TableBlocks draw(Architecture network, Kind kind, long seed, int count, boolean whole) {
        Random random = new Random(seed);
        float[][] rows = new float[count][network.inputs()];
        int[] labels = new int[count];
        float[] numbers = new float[count * network.outputs()];
        for (int row = 0; row < count; row++) {
            for (int k = 0; k < network.inputs(); k++) {
                float value = whole ? random.nextInt(256) : (float) (100 * random.nextGaussian() - 20);
                rows[row][k] = random.nextInt(4) == 0 || k < 2 ? value : 0;
            }
            if (!whole) {
                rows[row][1] = (float) (10_000 + 2 * random.nextGaussian()); // as a year: far from 0
            }
            labels[row] = (int) ((Math.abs((long) rows[row][0]) + row % 3) % network.outputs());
            for (int j = 0; j < network.outputs(); j++) {
                numbers[row * network.outputs() + j] = (float) (rows[row][0] / 50 + (j + 1) * random.nextGaussian());
            }
        }
        Targets targets =
                network.loss() == Loss.MSE ? new NumberTargets(network.outputs(), numbers) : new ClassTargets(labels);
        return new TableBlocks(rows, targets, null, kind);
    }

    /** The same with a weight for each row. */
    public TableBlocks weighted(float... of) {
        return new TableBlocks(rows, targets, of, kind);
    }

    /** The same with weights from 0 to 4, of which one in eight is 0. */
    public TableBlocks weighted(long seed) {
        Random random = new Random(seed);
        float[] drawn = new float[rows.length];
        for (int row = 0; row < drawn.length; row++) {
            drawn[row] = random.nextInt(8) == 0 ? 0 : 4 * random.nextFloat();
        }
        return weighted(drawn);
    }

    /** The same held in another way. */
    public TableBlocks as(Kind other) {
        return new TableBlocks(rows, targets, weights, other);
    }

    /** The table in blocks of so many rows. */
    @SuppressWarnings("NullAway") // it does not see in class files that an array may be null
    public List<Block> of(int blockRows) {
        List<Block> blocks = new ArrayList<>();
        Features features = features();
        for (int from = 0; from < rows.length; from += blockRows) {
            int end = Math.min(rows.length, from + blockRows);
            blocks.add(new Block(
                    blocks.size(),
                    from,
                    features.slice(from, end),
                    targets.slice(from, end),
                    weights == null ? null : java.util.Arrays.copyOfRange(weights, from, end)));
        }
        return blocks;
    }

    private Features features() {
        int columns = rows[0].length;
        return switch (kind) {
            case BYTES -> bytes(columns);
            case FLOATS -> floats(columns);
            case SPARSE -> sparse(columns);
        };
    }

    private ByteFeatures bytes(int columns) {
        byte[] values = new byte[rows.length * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (int) rows[i / columns][i % columns];
        }
        return new ByteFeatures(columns, values);
    }

    private FloatFeatures floats(int columns) {
        float[] values = new float[rows.length * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows[i / columns][i % columns];
        }
        return new FloatFeatures(columns, values);
    }

    private SparseFeatures sparse(int columns) {
        int[] starts = new int[rows.length + 1];
        List<Integer> indexes = new ArrayList<>();
        List<Float> values = new ArrayList<>();
        for (int row = 0; row < rows.length; row++) {
            for (int k = 0; k < columns; k++) {
                if (rows[row][k] != 0) {
                    indexes.add(k);
                    values.add(rows[row][k]);
                }
            }
            starts[row + 1] = values.size();
        }
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return new SparseFeatures(
                columns, starts, indexes.stream().mapToInt(Integer::intValue).toArray(), floats);
    }

    /** How large its numbers are, as the driver finds it. */
    public Magnitude magnitude(Architecture network) {
        ColumnScaling scaling = scaling();
        double input = 0;
        double target = 0;
        double weight = weights == null ? 1 : 0;
        for (int row = 0; row < rows.length; row++) {
            for (int k = 0; k < rows[row].length; k++) {
                input = Math.max(input, Math.abs(scaling.scale(k, rows[row][k])));
            }
            for (int j = 0; j < targets.columns(); j++) {
                target = Math.max(target, Math.abs(targets.value(row, j)));
            }
            weight = weights == null ? 1 : Math.max(weight, weights[row]);
        }
        return network.loss() == Loss.MSE
                ? Magnitude.ofSquaredError(target, input, weight)
                : Magnitude.ofCrossEntropy(input, weight);
    }

    /** Mean and standard deviation of each column. */
    public ColumnScaling scaling() {
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (int k = 0; k < rows[0].length; k++) {
            double sum = 0;
            double squares = 0;
            for (float[] row : rows) {
                sum += row[k];
                squares += (double) row[k] * row[k];
            }
            double mean = sum / rows.length;
            double variance = (squares - sum * mean) / Math.max(1, rows.length - 1);
            means.add(mean);
            deviations.add(variance > 0 ? Math.sqrt(variance) : 1);
        }
        return new ColumnScaling(means, deviations);
    }
}
