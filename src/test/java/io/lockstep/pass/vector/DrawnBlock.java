package io.lockstep.pass.vector;

import io.lockstep.block.Block;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Features;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Scaling;
import io.lockstep.data.SparseFeatures;
import io.lockstep.data.Spelling;
import io.lockstep.data.SplitMix64;
import io.lockstep.data.Standardizer;
import io.lockstep.data.Targets;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Blocks, scalings and parameters that are identical on every JVM, and plain Java to draw: nothing but this project's classes is needed. */
final class DrawnBlock {
    private DrawnBlock() {}

    /** A kind of features, as a dataset holds them. */
    enum Kind {
        /** Of which one in five is not 0, as in pictures of digits. */
        BYTES(0.2),
        /** None of which is 0. */
        DENSE_BYTES(1),
        /** Of either sign and of all sizes, among them denormals and negative zeros. */
        FLOATS(1),
        /** The same, one in ten. */
        SPARSE(0.1);

        private final double share;

        Kind(double share) {
            this.share = share;
        }

        /** {@code dense-bytes}. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    /** How features become inputs. */
    enum Scale {
        /** One mean and standard deviation, as for digits: folded into the weights. */
        DIGITS,
        /** One mean far from 0: scaled before. */
        BRIGHT,
        /** A mean and a standard deviation for each column, some near to 0, some far from it. */
        COLUMNS;

        Scaling of(int columns) {
            if (this != COLUMNS) {
                return this == DIGITS ? new Standardizer(0.13, 0.31) : new Standardizer(0.9, 0.07);
            }
            SplitMix64 random = SplitMix64.of(1, 2, columns);
            List<Double> means = new ArrayList<>();
            List<Double> deviations = new ArrayList<>();
            for (int k = 0; k < columns; k++) {
                means.add(k % 4 == 0 ? 0 : (k % 4 == 1 ? 300 : 3) * random.bell());
                deviations.add(random.uniform(0.5, 20));
            }
            return new ColumnScaling(means, deviations);
        }

        /** {@code columns}. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    @SuppressWarnings({"NullAway", "EnumOrdinal"}) // weights may be null; the ordinal is but a seed
    static Block of(Architecture network, Kind kind, int index, int rows, boolean weighted) {
        SplitMix64 random = SplitMix64.of(rows, kind.ordinal(), index);
        float[] weights = weighted ? new float[rows] : null;
        for (int row = 0; weights != null && row < rows; row++) {
            weights[row] = random.below(5) == 0 ? 0 : (float) random.uniform(0.1, 3);
        }
        Features features = features(kind, random, rows, network.inputs());
        return new Block(index, (long) index * rows, features, targets(network, random, rows), weights);
    }

    /** The same block with its features as the pass reads them fastest. */
    static Block prepared(Block block, Scaling scaling) {
        return block.with(VectorPass.prepare(block.features(), scaling));
    }

    private static Features features(Kind kind, SplitMix64 random, int rows, int columns) {
        int size = rows * columns;
        if (kind == Kind.BYTES || kind == Kind.DENSE_BYTES) {
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (random.uniform() < kind.share ? 1 + random.below(255) : 0);
            }
            return new ByteFeatures(columns, bytes);
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.uniform() < kind.share ? number(random) : 0;
        }
        return kind == Kind.SPARSE ? sparse(values, columns) : new FloatFeatures(columns, values);
    }

    private static float number(SplitMix64 random) {
        return switch (random.below(40)) {
            case 0 -> -0f;
            case 1 -> (float) (random.bell() * 1e-40);
            case 2 -> (float) (random.bell() * 1e4);
            case 3 -> random.below(20) - 10;
            default -> (float) (10 * random.bell());
        };
    }

    /** Entries for all numbers that are not 0, and for some that are. */
    private static SparseFeatures sparse(float[] values, int columns) {
        int rows = values.length / columns;
        int[] starts = new int[rows + 1];
        int[] indexes = new int[values.length];
        float[] entries = new float[values.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0 || i % 50 == 0) {
                indexes[count] = i % columns;
                entries[count++] = values[i];
            }
            starts[i / columns + 1] = count;
        }
        return new SparseFeatures(columns, starts, Arrays.copyOf(indexes, count), Arrays.copyOf(entries, count));
    }

    private static Targets targets(Architecture network, SplitMix64 random, int rows) {
        int outputs = network.outputs();
        if (network.loss() == Loss.CROSS_ENTROPY) {
            int[] labels = new int[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = random.below(outputs);
            }
            return new ClassTargets(labels);
        }
        float[] numbers = new float[rows * outputs];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (5 * random.bell());
        }
        return new NumberTargets(outputs, numbers);
    }

    /** Weights as the lesson draws them, and biases that are not 0. Nothing but {@code + - * /} and square roots. */
    static Parameters parameters(Architecture network) {
        SplitMix64 random = SplitMix64.of(2, network.layers(), network.inputs());
        float[] values = new float[network.parameterCount()];
        for (int layer = 1; layer <= network.layers(); layer++) {
            TensorLayout weight = network.weight(layer);
            double deviation = Initializer.KAIMING_FAN_IN.deviation(
                    weight.shape().get(0), weight.shape().get(1));
            for (int i = weight.offset(); i < weight.end(); i++) {
                values[i] = (float) (deviation * random.bell());
            }
            TensorLayout bias = network.bias(layer);
            for (int i = bias.offset(); i < bias.end(); i++) {
                values[i] = (float) (0.1 * random.bell());
            }
        }
        return new Parameters(network, values);
    }
}
