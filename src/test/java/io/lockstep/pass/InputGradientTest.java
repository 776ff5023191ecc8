package io.lockstep.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InputGradientTest {

    static Stream<Arguments> networksKernelsRows() {
        return Networks.all()
                .flatMap(architecture -> Passes.kernels()
                        .flatMap(kernel -> Stream.of(1, 2, 65).map(rows -> Arguments.of(architecture, kernel, rows))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2} rows")
    @MethodSource("networksKernelsRows")
    void eachRowIsTheSlopeOfItsOwnLoss(Architecture architecture, Kernel kernel, int rows) {
        long seed = 21L + rows;
        Parameters parameters = Networks.drawn(architecture, seed);
        Block block = DigitBlocks.one(seed, rows);
        float[] gradient;
        try (BlockPass pass = Passes.plan(kernel, DigitBlocks.STANDARDIZER).open(parameters)) {
            gradient = pass.inputGradient(block);
        }
        assertThat(gradient).hasSize(rows * 784);
        PlainNetwork plain = new PlainNetwork(parameters);
        Random random = new Random(seed);
        double largest = 0;
        for (float value : gradient) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int sample = 0; sample < 30; sample++) {
            int row = random.nextInt(rows);
            int feature = random.nextInt(784);
            double[] x = PlainNetwork.features(block, row, DigitBlocks.STANDARDIZER);
            double slope = plain.inputDerivative(x, ImageBlock.labels(block)[row], feature);
            if (!Double.isNaN(slope)) {
                // sums of at most 784 terms in float, and the third derivative times the step squared
                assertThat((double) gradient[row * 784 + feature])
                        .as("seed %d, example %d, feature %d", seed, row, feature)
                        .isCloseTo(slope, within(1e-5 * largest + 1e-7));
            }
        }
    }
}
