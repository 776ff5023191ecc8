package io.lockstep.check;

import io.lockstep.block.TableBlocks;
import io.lockstep.block.TableBlocks.Kind;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import java.util.List;

/** The kinds of tables on which passes, checks and faults are tried: features, targets and weights of each kind. */
enum TableScene {
    FLOATS("floats", "10 classes", new Architecture(List.of(12, 20, 10), Activation.RELU, Loss.CROSS_ENTROPY)),
    SPARSE("sparse", "10 classes", new Architecture(List.of(40, 20, 10), Activation.RELU, Loss.CROSS_ENTROPY)),
    WEIGHTED("floats", "10 classes, weights", FLOATS.architecture),
    NUMBER("floats", "a number", new Architecture(List.of(12, 20, 1), Activation.RELU, Loss.MSE)),
    NUMBERS("sparse", "3 numbers", new Architecture(List.of(40, 20, 3), Activation.RELU, Loss.MSE)),
    WEIGHTED_NUMBERS("sparse", "3 numbers, weights", NUMBERS.architecture);

    private static final long SEED = 83;

    private final String features;
    private final String targets;

    @SuppressWarnings("ImmutableEnumChecker") // a record of an immutable list
    private final Architecture architecture;

    TableScene(String features, String targets, Architecture architecture) {
        this.features = features;
        this.targets = targets;
        this.architecture = architecture;
    }

    static List<TableScene> all() {
        return List.of(values());
    }

    String features() {
        return features;
    }

    String targets() {
        return targets;
    }

    Architecture architecture() {
        return architecture;
    }

    boolean isWeighted() {
        return this == WEIGHTED || this == WEIGHTED_NUMBERS;
    }

    TableBlocks table(int rows) {
        return table(SEED, rows);
    }

    TableBlocks table(long seed, int rows) {
        Kind kind = features.equals("sparse") ? Kind.SPARSE : Kind.FLOATS;
        TableBlocks table = TableBlocks.ofNumbers(architecture, kind, seed, rows);
        return isWeighted() ? table.weighted(seed) : table;
    }

    Scene scene(int rows, int blockRows) {
        return Scene.of(architecture, table(rows), blockRows);
    }

    @Override
    public String toString() {
        return features + ", " + targets;
    }
}
