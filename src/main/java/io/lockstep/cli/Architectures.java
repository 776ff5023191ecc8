package io.lockstep.cli;

import io.lockstep.config.ConfigException;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import java.util.List;

/** Makes networks of what a user said, and refuses those that do not fit the data. */
final class Architectures {
    private Architectures() {}

    /**
     * A network for examples of this shape.
     *
     * @param where what the user said it in: {@code network.layers}, {@code --network}
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
                    "%s: expected %d inputs, one for each pixel of the data, found %d. Begin it with %d."
                            .formatted(where, columns, architecture.inputs(), columns));
        }
        if (loss == Loss.CROSS_ENTROPY && architecture.outputs() < classes) {
            throw new ConfigException(
                    "%s: expected at least %d outputs, one for each class of the data, found %d. End it with %d."
                            .formatted(where, classes, architecture.outputs(), classes));
        }
        return architecture;
    }
}
