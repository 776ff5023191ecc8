package io.lockstep.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Block;
import io.lockstep.block.TableBlocks;
import io.lockstep.block.TableBlocks.Kind;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Targets;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Passes over tables: how features are held changes nothing, and what weights do. */
class TablePassTest {
    private static final int ROWS = 50;

    static Stream<Arguments> kernelsAndNetworks() {
        return Stream.of(Kernel.VECTOR, Kernel.ND4J)
                .flatMap(kernel -> Stream.of(
                                new Architecture(List.of(21, 6, 4), Activation.RELU, Loss.CROSS_ENTROPY),
                                new Architecture(List.of(21, 6, 300), Activation.RELU, Loss.CROSS_ENTROPY),
                                new Architecture(List.of(21, 6, 1), Activation.SHIFTED_RELU, Loss.MSE),
                                new Architecture(List.of(21, 6, 5, 3), Activation.RELU, Loss.MSE))
                        .map(network -> Arguments.of(kernel, network)));
    }

    /** All that a pass gives, for a block of 50 rows, whose bits are compared. */
    private record Result(BlockGradient gradient, BlockForward forward, float[] dInput) {
        static Result of(Kernel kernel, Architecture network, TableBlocks table, TableBlocks scaledAs) {
            Block block = table.of(ROWS).get(0);
            try (BlockPass pass = new PassPlan(kernel, scaledAs.scaling()).open(Networks.drawn(network, 31))) {
                return new Result(pass.gradient(block), pass.forward(block), pass.inputGradient(block));
            }
        }

        void assertSameBits(Result other) {
            assertThat(gradient.gradientSum()).containsExactly(other.gradient.gradientSum());
            assertThat(gradient.lossSum()).isEqualTo(other.gradient.lossSum());
            assertThat(gradient.weightSum()).isEqualTo(other.gradient.weightSum());
            assertThat(forward.lossSum()).isEqualTo(other.forward.lossSum());
            assertThat(forward.outputs().values())
                    .containsExactly(other.forward.outputs().values());
            assertThat(dInput).containsExactly(other.dInput);
        }
    }

    @ParameterizedTest
    @MethodSource("kernelsAndNetworks")
    void howFeaturesAreHeldChangesNoBit(Kernel kernel, Architecture network) {
        TableBlocks bytes = TableBlocks.of(network, Kind.BYTES, 32, ROWS);
        Result expected = Result.of(kernel, network, bytes, bytes);
        Result.of(kernel, network, bytes.as(Kind.FLOATS), bytes).assertSameBits(expected);
        Result.of(kernel, network, bytes.as(Kind.SPARSE), bytes).assertSameBits(expected);
        TableBlocks numbers = TableBlocks.ofNumbers(network, Kind.FLOATS, 33, ROWS);
        Result.of(kernel, network, numbers.as(Kind.SPARSE), numbers)
                .assertSameBits(Result.of(kernel, network, numbers, numbers));
    }

    @ParameterizedTest
    @MethodSource("kernelsAndNetworks")
    void weightsOfOneAreNoWeights(Kernel kernel, Architecture network) {
        TableBlocks table = TableBlocks.ofNumbers(network, Kind.SPARSE, 34, ROWS);
        float[] ones = new float[ROWS];
        Arrays.fill(ones, 1);
        Result.of(kernel, network, table.weighted(ones), table)
                .assertSameBits(Result.of(kernel, network, table, table));
    }

    /** Weights that are powers of two round nothing: twice all weights is twice all sums, in every bit. */
    @ParameterizedTest
    @MethodSource("kernelsAndNetworks")
    void sumsAreInProportionToWeights(Kernel kernel, Architecture network) {
        TableBlocks table = TableBlocks.ofNumbers(network, Kind.FLOATS, 35, ROWS);
        float[] fours = new float[ROWS];
        Arrays.fill(fours, 4);
        BlockGradient once = Result.of(kernel, network, table, table).gradient;
        BlockGradient fourfold = Result.of(kernel, network, table.weighted(fours), table).gradient;
        float[] expected = once.gradientSum().clone();
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= 4;
        }
        assertThat(fourfold.gradientSum()).containsExactly(expected);
        assertThat(fourfold.lossSum()).isEqualTo(4 * once.lossSum());
        assertThat(fourfold.weightSum()).isEqualTo(4 * ROWS);
        assertThat(fourfold.exampleCount()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @MethodSource("kernelsAndNetworks")
    @SuppressWarnings("NullAway") // it does not see in class files that an array may be null
    void whatARowOfWeightZeroHasToTellIsNotHeard(Kernel kernel, Architecture network) {
        TableBlocks table =
                TableBlocks.ofNumbers(network, Kind.FLOATS, 36, ROWS).weighted(36);
        Targets others = TableBlocks.ofNumbers(network, Kind.FLOATS, 37, ROWS).targets();
        Targets mixed = table.targets().slice(0, ROWS);
        int zeros = 0;
        for (int row = 0; row < ROWS; row++) {
            zeros += table.weights()[row] == 0 ? 1 : 0;
            for (int j = 0; table.weights()[row] == 0 && j < mixed.columns(); j++) {
                set(mixed, row, j, others.value(row, j));
            }
        }
        assertThat(zeros).isPositive();
        TableBlocks changed = new TableBlocks(table.rows(), mixed, table.weights(), table.kind());
        BlockGradient expected = Result.of(kernel, network, table, table).gradient;
        BlockGradient found = Result.of(kernel, network, changed, table).gradient;
        assertThat(found.gradientSum()).containsExactly(expected.gradientSum());
        assertThat(found.lossSum()).isEqualTo(expected.lossSum());
    }

    private static void set(Targets targets, int row, int column, double value) {
        if (targets instanceof NumberTargets numbers) {
            numbers.values()[row * numbers.columns() + column] = (float) value;
        } else {
            ((ClassTargets) targets).labels()[row] = (int) value;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kernel.class,
            names = {"VECTOR", "ND4J"})
    void targetsThatDoNotFitTheNetworkAreRefused(Kernel kernel) {
        Architecture two = new Architecture(List.of(21, 2), Activation.RELU, Loss.MSE);
        Architecture three = new Architecture(List.of(21, 3), Activation.RELU, Loss.MSE);
        Architecture classes = new Architecture(List.of(21, 2), Activation.RELU, Loss.CROSS_ENTROPY);
        TableBlocks numbers = TableBlocks.ofNumbers(two, Kind.FLOATS, 38, ROWS);
        assertThatThrownBy(() -> Result.of(kernel, three, numbers, numbers))
                .hasMessageContaining("expected 3 numbers for each example, found 2 numbers in block 0");
        assertThatThrownBy(() -> Result.of(kernel, classes, numbers, numbers))
                .hasMessageContaining("expected a class for each example");
    }
}
