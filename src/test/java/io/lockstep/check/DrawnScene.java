package io.lockstep.check;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.Magnitude;
import io.lockstep.block.TableBlocks;
import io.lockstep.block.TableBlocks.Kind;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.data.Targets;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Scenes of every kind, each drawn from its seed: widths, depths, losses, features of several distributions and their scaling, weights,
 * block sizes, rows in order of their targets, rows that occur often.
 */
final class DrawnScene {
    private static final int MOST_ROWS = 700;
    private static final double LN_20 = 3;

    private final Random random;

    private DrawnScene(long seed) {
        random = new Random(seed);
    }

    static Scene of(long seed) {
        return new DrawnScene(seed).draw();
    }

    private Scene draw() {
        Architecture network = network();
        Kind kind = pick(Kind.values());
        int rows = random.nextInt(8) == 0 ? 1 + random.nextInt(8) : 1 + random.nextInt(MOST_ROWS);
        float[][] features = features(network.inputs(), rows, kind);
        Targets targets = targets(network, features);
        TableBlocks table = new TableBlocks(features, targets, null, kind);
        table = random.nextInt(4) == 0 ? table.weighted(random.nextLong()) : table;
        if (table.weights() != null && sum(table.weights()) == 0) {
            table = table.weighted(constant(rows, 0.3f));
        }
        Scaling scaling = scaling(table);
        int blockRows = 1 + random.nextInt(rows + rows / 4 + 1);
        return new Scene(
                parameters(network),
                table.of(blockRows),
                new BlockPlan(rows, blockRows)
                        .with(magnitude(network, table, scaling))
                        .fullBatch(1),
                scaling);
    }

    private Architecture network() {
        List<Integer> sizes = new ArrayList<>();
        sizes.add(random.nextInt(10) == 0 ? 784 : width(150));
        int hidden = random.nextInt(4);
        for (int i = 0; i < hidden; i++) {
            sizes.add(width(70));
        }
        Loss loss = pick(Loss.values());
        sizes.add(loss == Loss.MSE ? 1 + random.nextInt(3) : 2 + random.nextInt(12));
        return new Architecture(sizes, pick(Activation.values()), loss);
    }

    /** From 1 to the largest, small ones as often as large ones. */
    private int width(int largest) {
        return (int) Math.exp(random.nextDouble() * Math.log(largest + 0.99));
    }

    private Parameters parameters(Architecture network) {
        float[] values =
                Networks.drawn(network, random.nextLong()).values().clone();
        float factor = (float) Math.exp(LN_20 * (random.nextDouble() - 0.7));
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return new Parameters(network, values);
    }

    /** Each column has a distribution of its own; some rows are copies of others. */
    private float[][] features(int columns, int rows, Kind kind) {
        float[][] features = new float[rows][columns];
        for (int k = 0; k < columns; k++) {
            int distribution = random.nextInt(7);
            double share = random.nextDouble();
            double location = 20 * random.nextGaussian();
            for (int row = 0; row < rows; row++) {
                double value = switch (distribution) {
                    case 0 -> random.nextDouble() < share ? 255 * random.nextDouble() : 0;
                    case 1 -> random.nextDouble() < share ? 1 : 0;
                    case 2 -> location + random.nextGaussian();
                    case 3 -> 2_000 + 10 * random.nextGaussian();
                    case 4 -> Math.exp(2 * random.nextGaussian());
                    case 5 -> location;
                    default -> random.nextInt(5);
                };
                features[row][k] = kind == Kind.BYTES ? (int) Math.abs(value) % 256 : (float) value;
            }
        }
        boolean copies = random.nextInt(6) == 0;
        for (int row = 1; row < rows && copies; row++) {
            features[row] = random.nextInt(3) == 0 ? features[random.nextInt(row)] : features[row];
        }
        return features;
    }

    /** Half of them follow from the features; in a quarter of the tables the rows are in the order of their targets. */
    private Targets targets(Architecture network, float[][] features) {
        int rows = features.length;
        int classes = network.outputs();
        float size = (float) Math.exp(4 * random.nextGaussian());
        float[][] targets = new float[rows][network.loss() == Loss.MSE ? classes : 1];
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < targets[row].length; j++) {
                boolean follows = random.nextBoolean();
                targets[row][j] = network.loss() == Loss.MSE
                        ? size * (float) (random.nextGaussian() + (follows ? Math.signum(features[row][0]) : 0))
                        : follows ? (int) Math.abs(features[row][0]) % classes : random.nextInt(classes);
            }
        }
        if (random.nextInt(4) == 0) {
            Arrays.sort(targets, Comparator.comparing(of -> of[0]));
        }
        if (network.loss() == Loss.MSE) {
            float[] all = new float[rows * classes];
            for (int i = 0; i < all.length; i++) {
                all[i] = targets[i / classes][i % classes];
            }
            return new NumberTargets(classes, all);
        }
        return new ClassTargets(Arrays.stream(targets).mapToInt(of -> (int) of[0]).toArray());
    }

    private Scaling scaling(TableBlocks table) {
        if (table.kind() == Kind.BYTES && random.nextBoolean()) {
            return new Standardizer(random.nextDouble(), 0.05 + 0.4 * random.nextDouble());
        }
        return random.nextInt(5) == 0 ? ColumnScaling.none(table.rows()[0].length) : table.scaling();
    }

    private static Magnitude magnitude(Architecture network, TableBlocks table, Scaling scaling) {
        double input = 0;
        double target = 0;
        double weight = 0;
        for (int row = 0; row < table.rows().length; row++) {
            for (int k = 0; k < table.rows()[row].length; k++) {
                input = Math.max(input, Math.abs(scaling.scale(k, table.rows()[row][k])));
            }
            for (int j = 0; j < table.targets().columns(); j++) {
                target = Math.max(target, Math.abs(table.targets().value(row, j)));
            }
            weight = Math.max(weight, table.weights() == null ? 1 : table.weights()[row]);
        }
        return network.loss() == Loss.MSE
                ? Magnitude.ofSquaredError(target, input, weight)
                : Magnitude.ofCrossEntropy(input, weight);
    }

    private static float sum(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static float[] constant(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }

    private <T> T pick(T[] of) {
        return of[random.nextInt(of.length)];
    }
}
