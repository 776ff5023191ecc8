package io.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.Block;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.Standardizer;
import io.lockstep.metric.ActivationSums;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.Networks;
import io.lockstep.pass.PlainNetwork;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lesson's checks of how weights begin, on inputs of mean 0 and deviation 1. */
class InitializerTest {
    private static final int IN = 784;
    private static final int HIDDEN = 1000;
    private static final int ROWS = 200;

    /** Uniform grey values, which this brings to mean 0 and deviation 1: 256 equal steps have variance (256² - 1) / 12. */
    private static final Standardizer UNIFORM = new Standardizer(127.5 / 256, Math.sqrt((256.0 * 256 - 1) / 12) / 256);

    private static Block noise(long seed) {
        byte[] pixels = new byte[ROWS * IN];
        new Random(seed).nextBytes(pixels);
        return ImageBlock.of(0, 0, IN, pixels, new byte[ROWS]);
    }

    private static ActivationSums moments(Initializer initializer, Activation activation, int module, long seed) {
        var architecture = new Architecture(List.of(IN, HIDDEN, 1), activation, Loss.MSE);
        try (BlockPass pass =
                new PassPlan(Kernel.VECTOR, UNIFORM).open(Parameters.initial(architecture, initializer, seed))) {
            return pass.forward(noise(seed)).activations().get(module);
        }
    }

    // 200 x 1000 outputs. Those of one unit share its weights and those of one example its pixels, so at the worst only
    // the 200 examples are independent: the standard error of a mean is 1 / sqrt(200 x 784) from the weights' mean over
    // all pixels, below 1 / sqrt(1000) = 0.032 from the units and 1 / sqrt(200) = 0.071 from the examples; that of a
    // deviation is smaller: 1 / sqrt(2 x 200) = 0.05, and an example's norm varies only by 1 / sqrt(2 x 784) = 0.025.

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void xavierKeepsMeanAndDeviationOfALinearLayer(long seed) {
        ActivationSums output = moments(Initializer.XAVIER, Activation.RELU, 0, seed);
        assertThat(output.mean()).isCloseTo(0, within(3 * 0.032));
        assertThat(output.deviation()).isCloseTo(1, within(3 * 0.025));
    }

    /**
     * Deviation sqrt(2) before the rectifier; after it a half-normal number: mean sqrt(2) / sqrt(2 pi) = 0.564,
     * deviation sqrt(2) sqrt(1/2 - 1 / (2 pi)) = 0.826, of which the lesson sees 0.4 to 0.65 and 0.75 to 0.95.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void kaimingFanInKeepsTheDeviationThroughTheRectifier(long seed) {
        ActivationSums output = moments(Initializer.KAIMING_FAN_IN, Activation.RELU, 1, seed);
        assertThat(output.mean()).isBetween(0.4, 0.65).isCloseTo(0.564, within(3 * 0.026)); // 0.826 / sqrt(1000)
        assertThat(output.deviation()).isBetween(0.75, 0.95).isCloseTo(0.826, within(3 * 0.025));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theShiftBringsTheMeanNearZero(long seed) {
        ActivationSums plain = moments(Initializer.KAIMING_FAN_IN, Activation.RELU, 1, seed);
        ActivationSums shifted = moments(Initializer.KAIMING_FAN_IN, Activation.SHIFTED_RELU, 1, seed);
        assertThat(shifted.mean()).isCloseTo(plain.mean() - 0.5, within(1e-6)).isCloseTo(0.064, within(3 * 0.026));
        assertThat(shifted.deviation()).isCloseTo(plain.deviation(), within(1e-6));
    }

    /**
     * He et al., eq. 14: backward, a layer's input gradient is a sum over its outputs, half of them behind the rectifier,
     * so that deviation sqrt(2 / out) keeps that of the gradient. dOutput of the last layer is w2 times 2 (o - y).
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void kaimingFanOutKeepsTheDeviationOfTheGradientBackward(long seed) {
        var architecture = new Architecture(List.of(IN, HIDDEN, 1), Activation.RELU, Loss.MSE);
        Parameters parameters = Parameters.initial(architecture, Initializer.KAIMING_FAN_OUT, seed);
        float[] dInput;
        float[] dOutput = new float[ROWS];
        try (BlockPass pass = new PassPlan(Kernel.VECTOR, UNIFORM).open(parameters)) {
            dInput = pass.inputGradient(noise(seed));
        }
        PlainNetwork plain = new PlainNetwork(parameters);
        for (int row = 0; row < ROWS; row++) {
            dOutput[row] = (float) (2
                    * plain.forward(PlainNetwork.features(noise(seed), row, UNIFORM))
                            .last()[0]);
        }
        float[] w2 = parameters.tensor(architecture.weight(2));
        // the gradient of the hidden units before the rectifier's mask: (rows, hidden), w2_j dOutput_i
        double hidden = rootMeanSquare(w2) * rootMeanSquare(dOutput);
        // half of 1000 units add up: their number varies by sqrt(250) / 500 = 3%, in squares; the 784 x 200 sums by
        // less
        assertThat(rootMeanSquare(dInput) / hidden).isCloseTo(1, within(0.1));
    }

    private static double rootMeanSquare(float[] values) {
        ActivationSums sums = ActivationSums.of(values);
        return Math.sqrt(sums.squares() / sums.count());
    }

    @Test
    void theFormulasAreTheirPapers() {
        assertThat(Initializer.XAVIER.deviation(784, 50)).isEqualTo(Math.sqrt(1.0 / 784));
        assertThat(Initializer.KAIMING_FAN_IN.deviation(784, 50)).isEqualTo(Math.sqrt(2.0 / 784));
        assertThat(Initializer.KAIMING_FAN_OUT.deviation(784, 50)).isEqualTo(Math.sqrt(2.0 / 50));
    }

    @ParameterizedTest
    @EnumSource(Initializer.class)
    void weightsHaveTheirDeviationAndBiasesAreZero(Initializer initializer) {
        Parameters parameters = Parameters.initial(Networks.CLASSIFIER, initializer, 4);
        TensorLayout weight = Networks.CLASSIFIER.weight(1);
        float[] values = parameters.tensor(weight);
        ActivationSums sums = ActivationSums.of(values);
        double deviation = initializer.deviation(784, 50);
        // 39,200 numbers: standard errors deviation / sqrt(39,200) = 0.5% and deviation / sqrt(2 x 39,200) = 0.36%
        assertThat(sums.mean()).isCloseTo(0, within(4 * 0.0051 * deviation));
        assertThat(sums.deviation()).isCloseTo(deviation, within(4 * 0.0036 * deviation));
        assertThat(parameters.tensor(Networks.CLASSIFIER.bias(1))).containsOnly(0);
        assertThat(parameters.tensor(Networks.CLASSIFIER.bias(2))).containsOnly(0);
    }
}
