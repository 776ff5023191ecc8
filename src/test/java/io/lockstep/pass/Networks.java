package io.lockstep.pass;

import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Networks of all kinds, for tests: none, one and three hidden layers, both activations, both losses. */
public final class Networks {
    /** The lesson's network. */
    public static final Architecture LESSON = new Architecture(List.of(784, 50, 1), Activation.RELU, Loss.MSE);
    /** The lesson's network as a classifier. */
    public static final Architecture CLASSIFIER =
            new Architecture(List.of(784, 50, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    /** Three hidden layers. */
    public static final Architecture DEEP =
            new Architecture(List.of(784, 32, 24, 16, 10), Activation.RELU, Loss.CROSS_ENTROPY);

    private Networks() {}

    /** One of each kind. */
    public static Stream<Architecture> all() {
        return Stream.of(
                new Architecture(List.of(784, 1), Activation.RELU, Loss.MSE),
                new Architecture(List.of(784, 10), Activation.RELU, Loss.CROSS_ENTROPY),
                LESSON,
                new Architecture(List.of(784, 50, 1), Activation.SHIFTED_RELU, Loss.MSE),
                CLASSIFIER,
                new Architecture(List.of(784, 50, 10), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY),
                new Architecture(List.of(784, 32, 24, 16, 1), Activation.RELU, Loss.MSE),
                DEEP,
                new Architecture(List.of(784, 32, 24, 16, 10), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY));
    }

    /** Weights as the lesson draws them, and biases that are not zero. */
    public static Parameters drawn(Architecture architecture, long seed) {
        float[] values = Parameters.initial(architecture, Initializer.KAIMING_FAN_IN, seed)
                .values()
                .clone();
        Random random = new Random(~seed);
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            TensorLayout bias = architecture.bias(layer);
            for (int i = bias.offset(); i < bias.end(); i++) {
                values[i] = (float) (0.1 * random.nextGaussian());
            }
        }
        return new Parameters(architecture, values);
    }
}
