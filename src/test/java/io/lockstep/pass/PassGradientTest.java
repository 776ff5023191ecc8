package io.lockstep.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.plan.Kernel;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both passes against central differences in double, and against each other. */
class PassGradientTest {
    /**
     * Float errors relative to a tensor's largest value. A sum over 784 features and 512 rows rounds by 2^-24 each time:
     * as a random walk sqrt(784 + 512) 2^-24 = 2e-6, times what cancels in the sum over the rows.
     */
    private static final double FLOAT_ERROR = 2e-5;

    static Stream<Arguments> networksAndRows() {
        return Networks.all()
                .flatMap(architecture -> Stream.of(1, 2, 7, 33).map(rows -> Arguments.of(architecture, rows)));
    }

    static Stream<Arguments> networksAndMoreRows() {
        return Networks.all()
                .flatMap(architecture -> Stream.of(1, 2, 7, 511, 512).map(rows -> Arguments.of(architecture, rows)));
    }

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("networksAndRows")
    void gradientsAreTheSlopesOfTheLoss(Architecture architecture, int rows) {
        long seed = 1000L + rows;
        Parameters parameters = Networks.drawn(architecture, seed);
        Block block = DigitBlocks.one(seed, rows);
        PlainNetwork plain = new PlainNetwork(parameters);
        double lossSum = plain.lossSum(block, DigitBlocks.STANDARDIZER);
        Random random = new Random(seed);
        for (Kernel kernel : Passes.KERNELS) {
            BlockGradient gradient = gradient(kernel, parameters, block);
            assertThat(gradient.block()).isEqualTo(block.index());
            assertThat(gradient.exampleCount()).isEqualTo(rows);
            assertThat(gradient.lossSum()).as("%s, loss", kernel).isCloseTo(lossSum, within(FLOAT_ERROR * lossSum));
            for (TensorLayout tensor : architecture.tensors()) {
                double largest = largest(gradient.gradientSum(), tensor);
                for (int sample = 0; sample < 5; sample++) {
                    int index = tensor.offset() + random.nextInt(tensor.size());
                    double slope = plain.derivative(block, DigitBlocks.STANDARDIZER, index);
                    if (!Double.isNaN(slope)) {
                        // 1e-6: the third derivative of the cross-entropy, times the step squared, for each row
                        assertThat((double) gradient.gradientSum()[index])
                                .as("%s, seed %d, %s", kernel, seed, tensor.coordinate(index))
                                .isCloseTo(slope, within(FLOAT_ERROR * largest + 1e-6 * rows));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("networksAndMoreRows")
    void theTwoPassesAgree(Architecture architecture, int rows) {
        long seed = 2000L + rows;
        Parameters parameters = Networks.drawn(architecture, seed);
        Block block = DigitBlocks.one(seed, rows);
        BlockGradient vector = gradient(Kernel.VECTOR, parameters, block);
        BlockGradient modules = gradient(Kernel.ND4J, parameters, block);
        assertThat(vector.lossSum()).isCloseTo(modules.lossSum(), within(FLOAT_ERROR * modules.lossSum()));
        for (TensorLayout tensor : architecture.tensors()) {
            double largest = largest(modules.gradientSum(), tensor);
            for (int i = tensor.offset(); i < tensor.end(); i++) {
                assertThat((double) vector.gradientSum()[i])
                        .as("seed %d, %s", seed, tensor.coordinate(i))
                        .isCloseTo(modules.gradientSum()[i], within(FLOAT_ERROR * largest));
            }
        }
    }

    /** Equal terms are rounded the same way each time: in float, 512 of them are off by more than random ones ever are. */
    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void equalBiasGradientsAreAddedUpExactly(Kernel kernel) {
        Parameters zero = new Parameters(Networks.CLASSIFIER, new float[Networks.CLASSIFIER.parameterCount()]);
        Block block = ImageBlock.of(0, 0, 784, new byte[512 * 784], new byte[512]);
        TensorLayout bias = Networks.CLASSIFIER.bias(2);
        float[] sum = gradient(kernel, zero, block).gradientSum();
        assertThat(sum[bias.offset()]).isEqualTo(512 * -0.9f);
        assertThat(sum[bias.offset() + 1]).isEqualTo(512 * 0.1f);
    }

    private static BlockGradient gradient(Kernel kernel, Parameters parameters, Block block) {
        try (BlockPass pass = Passes.plan(kernel, DigitBlocks.STANDARDIZER).open(parameters)) {
            return pass.gradient(block);
        }
    }

    private static double largest(float[] values, TensorLayout tensor) {
        double largest = 0;
        for (int i = tensor.offset(); i < tensor.end(); i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }
}
