package io.lockstep.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.plan.Kernel;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers that are none must not be hidden by the rectifier, which takes NaN for 0 if it is written carelessly. */
class PassDivergenceTest {
    private static final Block BLOCK = DigitBlocks.one(31, 20);

    static Stream<Arguments> passes() {
        return Networks.all()
                .flatMap(architecture -> Passes.kernels().map(kernel -> Arguments.of(architecture, kernel)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("passes")
    void notANumberInAnyTensorReachesTheLoss(Architecture architecture, Kernel kernel) {
        for (TensorLayout tensor : architecture.tensors()) {
            assertThat(lossWith(kernel, architecture, middle(tensor), Float.NaN))
                    .as(tensor.name())
                    .isNaN();
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("passes")
    void anInfiniteWeightReachesTheLoss(Architecture architecture, Kernel kernel) {
        // of a pixel with and without ink, a feature above and below 0: an infinity of the sign that passes the
        // rectifier
        int index = architecture.weight(1).offset()
                + inkedPixel() * architecture.sizes().get(1);
        for (float infinity : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThat(Double.isFinite(lossWith(kernel, architecture, index, infinity)))
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("passes")
    void anInfiniteBiasReachesTheLoss(Architecture architecture, Kernel kernel) {
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            assertThat(Double.isFinite(
                            lossWith(kernel, architecture, middle(architecture.bias(layer)), Float.POSITIVE_INFINITY)))
                    .as("layer %d", layer)
                    .isFalse();
        }
    }

    private static int middle(TensorLayout tensor) {
        return tensor.offset() + tensor.size() / 2;
    }

    /** A pixel that is black in some examples and white in others. */
    private static int inkedPixel() {
        for (int pixel = 0; pixel < BLOCK.columns(); pixel++) {
            int inked = 0;
            for (int row = 0; row < BLOCK.rows(); row++) {
                inked += (ImageBlock.pixels(BLOCK)[row * BLOCK.columns() + pixel] & 0xff) > 100 ? 1 : 0;
            }
            if (inked == BLOCK.rows() / 2) {
                return pixel;
            }
        }
        throw new AssertionError("no such pixel");
    }

    /** The loss with one parameter replaced. */
    private static double lossWith(Kernel kernel, Architecture architecture, int index, float value) {
        float[] values = Networks.drawn(architecture, 31).values().clone();
        values[index] = value;
        try (BlockPass pass =
                Passes.plan(kernel, DigitBlocks.STANDARDIZER).open(new Parameters(architecture, values))) {
            double lossSum = pass.gradient(BLOCK).lossSum();
            assertThat(pass.forward(BLOCK).lossSum()).isEqualTo(Double.valueOf(lossSum));
            return lossSum;
        }
    }
}
