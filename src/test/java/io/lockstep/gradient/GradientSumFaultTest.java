package io.lockstep.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockRange;
import io.lockstep.block.Magnitude;
import io.lockstep.data.DataException;
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
                .hasMessageEndingWith("Use other parameters, or check that block's examples.");
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
        assertThatThrownBy(() -> sum(block(3, 0, Float.NaN)).mean(5))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith("step 5, block 3, w1[0, 0]: expected")
                .hasMessageEndingWith(
                        "Lower the learning rate, or check the initial weights and that block's examples.");
        assertThat(sum().exampleCount()).isZero();
    }

    /** A learning rate that no step has used is not the reason, and neither is it where prices are learnt as they are. */
    @Test
    void theRemedyIsThatOfTheReason() {
        assertThatThrownBy(() -> sum(block(3, 0, Float.NaN)).mean(1))
                .hasMessageEndingWith("found NaN. No step was taken before, so the learning rate is not the reason. "
                        + "Use smaller initial weights, or check that block's examples.");
        Batch prices = new Batch(1, BATCH.blocks(), 40, Magnitude.ofSquaredError(18_823, 5, 1));
        GradientSum sum = GradientSum.zero(NETWORK, prices).add(block(3, 0, 1e9f));
        assertThatThrownBy(() -> sum.mean(1))
                .hasMessage(
                        "step 1, block 3, w1[0, 0]: expected a sum within ±1.34218e+08, found 1.0E9. No step was taken"
                                + " before, so the learning rate is not the reason. Targets or inputs are large: set"
                                + " data.target-scale = standardize and data.scale = standardize, or use smaller initial weights.");
        assertThatThrownBy(() -> sum.mean(2))
                .hasMessageEndingWith(
                        "Targets or inputs are large: set data.target-scale = standardize and data.scale ="
                                + " standardize, or lower the learning rate.");
        // weights alone are no reason to standardise
        Batch weighty = new Batch(1, BATCH.blocks(), 40, Magnitude.ofSquaredError(1, 1, 1e6));
        assertThatThrownBy(() -> GradientSum.zero(NETWORK, weighty)
                        .add(block(3, 0, 1e30f))
                        .mean(2))
                .hasMessageContaining("Lower the learning rate");
    }

    @Test
    void weightsThatExceedTheirMagnitudeAreAFault() {
        for (double weightSum : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 4 * 0x1.1p14}) {
            BlockGradient block = new BlockGradient(2, new float[NETWORK.parameterCount()], 1, ROWS, weightSum);
            assertThatThrownBy(() -> sum(block).mean(3))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageStartingWith(
                            "step 3, block 2, weight: expected a sum within ±65536.0, found " + weightSum)
                    .hasMessageEndingWith("Check the weights of that block's examples.");
        }
    }

    @Test
    void aBatchWithoutWeightIsRefused() {
        GradientSum sum = sum(new BlockGradient(0, new float[NETWORK.parameterCount()], 0, ROWS, 0));
        assertThatThrownBy(sum::mean)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "data.weight: expected a weight above 0 in every batch, found a batch of 4 examples");
    }
}
