package io.lockstep.job;

import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import java.util.ArrayList;
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
    static Architecture of(RunConfig config, ExampleSet examples) {
        RunConfig.Network network = config.network();
        Architecture architecture = of(
                "network.layers",
                network.layers().isEmpty() ? sizes(examples, network.hidden(), network.loss()) : network.layers(),
                network.activation(),
                network.loss(),
                examples);
        requireRoom("block.rows", architecture, config.block().rows());
        return architecture;
    }

    /**
     * A network for examples of this shape.
     *
     * @param where where the user specified it: {@code network.layers}, {@code --network}
     * @throws ConfigException if the sizes do not fit each other, the loss or the data
     */
    static Architecture of(String where, List<Integer> sizes, Activation activation, Loss loss, ExampleSet examples) {
        Architecture architecture;
        try {
            architecture = new Architecture(sizes, activation, loss);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(where + ": " + e.getMessage());
        }
        if (architecture.inputs() != examples.inputs()) {
            throw new ConfigException(
                    "%s: expected %d inputs, one for each feature (pixel) of the data, found %d. Set the first size to %d."
                            .formatted(where, examples.inputs(), architecture.inputs(), examples.inputs()));
        }
        int outputs = examples.outputs(loss);
        if (loss == Loss.CROSS_ENTROPY && architecture.outputs() < outputs) {
            throw new ConfigException(
                    "%s: expected at least %d outputs, one for each class of the data, found %d. Set the last size to %d."
                            .formatted(where, outputs, architecture.outputs(), outputs));
        }
        if (loss == Loss.MSE && architecture.outputs() != outputs) {
            throw new ConfigException(
                    "%s: expected %d output%s for the loss mse, one for each target, found %d. Use cross-entropy for classes, or set the last size to %d."
                            .formatted(where, outputs, outputs == 1 ? "" : "s", architecture.outputs(), outputs));
        }
        return architecture;
    }

    /** The data's inputs and outputs with these hidden layers between them. */
    static List<Integer> sizes(ExampleSet examples, List<Integer> hidden, Loss loss) {
        List<Integer> sizes = new ArrayList<>(hidden);
        sizes.add(0, examples.inputs());
        sizes.add(examples.outputs(loss));
        return sizes;
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
