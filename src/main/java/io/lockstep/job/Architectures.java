package io.lockstep.job;

import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Examples;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import java.util.List;

/** Makes networks from what a user specified, and refuses those that do not fit the data. */
final class Architectures {
    private static final int MOST_ACTIVATIONS = Integer.MAX_VALUE - 8;

    private Architectures() {}

    /**
     * The network of a configuration, for these examples.
     *
     * @throws ConfigException if the network or the blocks do not fit them
     */
    static Architecture of(RunConfig config, Examples examples) {
        Architecture architecture = of(
                "network.layers",
                config.network().layers(),
                config.network().activation(),
                config.network().loss(),
                examples.columns(),
                examples.classes());
        requireRoom("block.rows", architecture, config.block().rows());
        return architecture;
    }

    /**
     * A network for examples of this shape.
     *
     * @param where where the user specified it: {@code network.layers}, {@code --network}
     * @throws ConfigException if the sizes do not fit each other, the loss or the data
     */
    static Architecture of(
            String where, List<Integer> sizes, Activation activation, Loss loss, int columns, int classes) {
        Architecture architecture;
        try {
            architecture = new Architecture(sizes, activation, loss);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(where + ": " + e.getMessage());
        }
        if (architecture.inputs() != columns) {
            throw new ConfigException(
                    "%s: expected %d inputs, one for each feature (pixel) of the data, found %d. Set the first size to %d."
                            .formatted(where, columns, architecture.inputs(), columns));
        }
        if (loss == Loss.CROSS_ENTROPY && architecture.outputs() < classes) {
            throw new ConfigException(
                    "%s: expected at least %d outputs, one for each class of the data, found %d. Set the last size to %d."
                            .formatted(where, classes, architecture.outputs(), classes));
        }
        return architecture;
    }

    /**
     * Refuses blocks whose activations a Java array cannot hold.
     *
     * @throws ConfigException naming where the number of rows was specified
     */
    static void requireRoom(String where, Architecture architecture, int blockRows) {
        long widest = architecture.tensors().stream()
                .mapToLong(tensor -> tensor.shape().get(0))
                .max()
                .orElseThrow();
        if (blockRows * widest > MOST_ACTIVATIONS) {
            throw new ConfigException("%s: expected at most %,d rows for a layer of %,d units, found %,d. Set it lower."
                    .formatted(where, MOST_ACTIVATIONS / widest, widest, blockRows));
        }
    }
}
