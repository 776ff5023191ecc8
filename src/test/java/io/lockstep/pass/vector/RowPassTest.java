package io.lockstep.pass.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Block;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.Scaling;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import io.lockstep.network.Parameters;
import io.lockstep.pass.vector.DrawnBlock.Kind;
import io.lockstep.pass.vector.DrawnBlock.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One row at a time has the outputs that it has in a block, in every bit. */
class RowPassTest {
    private static final int ROWS = 40;
    private static final Loops[] BOTH = {PlainLoops.INSTANCE, VectorLoops.PREFERRED};
    private static final float[] NOT_FINITE = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    private static final List<Scale> SCALES = List.of(Scale.values());
    private static final List<List<Integer>> SIZES = List.of(
            List.of(1, 2),
            List.of(5, 1),
            List.of(16, 128, 26),
            List.of(129, 17, 3),
            List.of(784, 50, 10),
            List.of(257, 65, 200, 2),
            List.of(40, 300, 129, 1),
            List.of(3, 16, 16, 100));

    static Stream<Arguments> networks() {
        return SIZES.stream()
                .flatMap(sizes -> Stream.of(Activation.values())
                        .flatMap(activation -> Stream.of(Kind.values())
                                .flatMap(kind -> Stream.of(Scale.values())
                                        .map(scale -> Arguments.of(network(sizes, activation), kind, scale)))));
    }

    private static Architecture network(List<Integer> sizes, Activation activation) {
        return new Architecture(sizes, activation, sizes.get(sizes.size() - 1) == 1 ? Loss.MSE : Loss.CROSS_ENTROPY);
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("networks")
    void aRowHasItsOutputsInABlock(Architecture network, Kind kind, Scale scale) {
        mustBeTheirOutputs(
                DrawnBlock.parameters(network),
                scale.of(network.inputs()),
                DrawnBlock.of(network, kind, 1, ROWS, false));
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsNotFiniteIsFoundAlike(long seed) {
        Random random = new Random(seed);
        Architecture network = network(
                SIZES.get(random.nextInt(SIZES.size())),
                random.nextBoolean() ? Activation.RELU : Activation.SHIFTED_RELU);
        Scaling scaling = SCALES.get(random.nextInt(3)).of(network.inputs());
        Block block = DrawnBlock.of(network, random.nextBoolean() ? Kind.SPARSE : Kind.FLOATS, 1, ROWS, false);
        float[] features = new float[ROWS * network.inputs()];
        for (int row = 0; row < ROWS; row++) {
            System.arraycopy(row(block, row), 0, features, row * network.inputs(), network.inputs());
        }
        float[] parameters = DrawnBlock.parameters(network).values().clone();
        float[] into = random.nextInt(3) == 0 ? features : parameters;
        into[random.nextInt(into.length)] = NOT_FINITE[random.nextInt(NOT_FINITE.length)];
        mustBeTheirOutputs(
                new Parameters(network, parameters),
                scaling,
                block.with(new FloatFeatures(network.inputs(), features)));
    }

    private static void mustBeTheirOutputs(Parameters parameters, Scaling scaling, Block block) {
        for (Loops loops : BOTH) {
            RowPass rows = new RowPass(parameters, scaling, loops);
            Outputs expected = new VectorPass(parameters, scaling, loops).outputs(block);
            for (int row = 0; row < block.rows(); row++) {
                double[] features = doubles(row(block, row));
                String where = "%s, row %d".formatted(loops, row);
                mustBe(expected, row, rows.outputs(features), where + ", dense");
                for (boolean zeros : new boolean[] {false, true}) {
                    int[] indexes = IntStream.range(0, features.length)
                            .filter(k -> features[k] != 0 || (zeros && k % 3 == 0))
                            .toArray();
                    double[] values =
                            IntStream.of(indexes).mapToDouble(k -> features[k]).toArray();
                    mustBe(expected, row, rows.outputs(features.length, indexes, values), where + ", sparse");
                }
            }
        }
    }

    private static void mustBe(Outputs expected, int row, double[] found, String where) {
        double[] outputs = doubles(
                Arrays.copyOfRange(expected.values(), row * expected.columns(), (row + 1) * expected.columns()));
        assertThat(Arrays.mismatch(outputs, found)).as(where).isEqualTo(-1); // -0 is not +0
    }

    private static float[] row(Block block, int row) {
        float[] features = new float[block.columns()];
        block.features().copyRow(row, features);
        return features;
    }

    private static double[] doubles(float[] floats) {
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    @Test
    void aZeroHasNoSign() {
        Architecture network = network(List.of(1, 1, 1), Activation.RELU);
        Parameters parameters = new Parameters(network, new float[] {1e-20f, 0, -1e-20f, -0f});
        double[] tiny = {1e-20}; // squared it is still a float; times the second weight it becomes -0
        for (Loops loops : BOTH) {
            RowPass rows = new RowPass(parameters, ColumnScaling.none(1), loops);
            assertThat(Double.doubleToRawLongBits(rows.outputs(tiny)[0])).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Scale.class)
    void doublesAreRoundedToFloats(Scale scale) {
        Architecture network = network(List.of(30, 7, 3), Activation.RELU);
        Parameters parameters = DrawnBlock.parameters(network);
        double[] exact = new Random(1).doubles(30).toArray();
        double[] rounded = DoubleStream.of(exact).map(value -> (float) value).toArray();
        int[] all = IntStream.range(0, 30).toArray();
        for (Loops loops : BOTH) {
            RowPass rows = new RowPass(parameters, scale.of(30), loops);
            double[] expected = rows.outputs(rounded);
            assertThat(rows.outputs(exact)).containsExactly(expected);
            assertThat(rows.outputs(30, all, exact)).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void otherSizesAreRefused(Activation activation) {
        RowPass rows = new RowPass(DrawnBlock.parameters(network(List.of(4, 3, 2), activation)), Scale.DIGITS.of(4));
        assertThatThrownBy(() -> rows.outputs(new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 4 features, found 3");
        assertThatThrownBy(() -> rows.outputs(5, new int[0], new double[0]))
                .hasMessageContaining("expected 4 features, found 5");
    }
}
