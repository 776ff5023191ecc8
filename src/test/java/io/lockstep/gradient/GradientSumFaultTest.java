package io.lockstep.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockRange;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.BlockGradient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that cannot be added: they must be told, and told the same way whatever the order of arrival. */
class GradientSumFaultTest {
    private static final Architecture NETWORK = new Architecture(List.of(3, 2, 1), Activation.RELU, Loss.MSE);
    private static final Batch BATCH = new Batch(1, new BlockRange(0, 10), 40);
    private static final int ROWS = 4;

    private static BlockGradient block(int index, int parameter, float value) {
        float[] values = new float[NETWORK.parameterCount()];
        values[parameter] = value;
        return new BlockGradient(index, values, 1, ROWS);
    }

    private static GradientSum sum(BlockGradient... blocks) {
        GradientSum sum = GradientSum.zero(NETWORK, BATCH);
        for (BlockGradient block : blocks) {
            sum.add(block);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 65_537f, -65_537f, 1e30f})
    void theBlockTheCoordinateAndTheValueAreNamed(float value) {
        GradientSum sum = sum(block(0, 0, 1), block(3, 5, value), block(4, 1, 1));
        assertThatThrownBy(sum::mean)
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith("block 3, w1[2, 1]: expected a sum within ±65536.0, found " + (double) value)
                .hasMessageContaining("Lower the learning rate");
        assertThatThrownBy(sum(block(3, 10, value))::mean).hasMessageStartingWith("block 3, b2[0]: ");
    }

    @Test
    void theLimitItselfIsWithin() {
        assertThatCode(sum(block(0, 0, 65_536), block(1, 0, -65_536))::mean).doesNotThrowAnyException();
        assertThatThrownBy(sum(block(0, 0, Math.nextUp(65_536f)))::mean).isInstanceOf(DivergedException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 65_536.001})
    void aLossThatCannotBeAddedIsNamed(double lossSum) {
        GradientSum sum = sum(new BlockGradient(7, new float[NETWORK.parameterCount()], lossSum, ROWS));
        assertThatThrownBy(sum::mean).hasMessageStartingWith("block 7, loss: expected a sum within ±65536.0, found ");
    }

    @Test
    void theLowestBlocksFirstValueIsToldWhateverTheOrder() {
        long seed = 71;
        Random random = new Random(seed);
        List<BlockGradient> blocks = new ArrayList<>();
        for (int index = 0; index < 10; index++) {
            float[] values = new float[NETWORK.parameterCount()];
            if (index >= 2 && index % 2 == 0) {
                values[4] = Float.NaN;
                values[6] = Float.POSITIVE_INFINITY;
            }
            blocks.add(new BlockGradient(index, values, index == 2 ? Double.NaN : 1, ROWS));
        }
        for (int time = 0; time < 100; time++) {
            Collections.shuffle(blocks, random);
            int cut = random.nextInt(11);
            GradientSum left = sum(blocks.subList(0, cut).toArray(BlockGradient[]::new));
            GradientSum right = sum(blocks.subList(cut, 10).toArray(BlockGradient[]::new));
            assertThatThrownBy(left.merge(right)::mean)
                    .as("seed %d", seed)
                    .hasMessageStartingWith("block 2, w1[2, 0]: expected a sum within ±65536.0, found NaN");
        }
    }

    @Test
    void aSumThatWasAddedUpElsewhereIsCheckedToo() {
        double[] values = new double[NETWORK.parameterCount()];
        values[7] = Double.NaN;
        assertThatThrownBy(GradientSum.of(NETWORK, BATCH, values, 1, 40, 40)::mean)
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith("block 0, b1[1]: ");
        assertThatThrownBy(GradientSum.of(NETWORK, BATCH, new double[9 + 2], 1e9, 40, 40)::mean)
                .hasMessageContaining("loss");
    }

    @Test
    void theStepIsPutBefore() {
        assertThatThrownBy(() -> {
                    try {
                        sum(block(3, 0, Float.NaN)).mean();
                    } catch (DivergedException e) {
                        throw e.inStep(5);
                    }
                })
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith("step 5, block 3, w1[0, 0]: expected")
                .hasMessageEndingWith(
                        "Lower the learning rate, or check the initial weights and that block's examples.");
        assertThat(sum().exampleCount()).isZero();
    }
}
