package io.lockstep.pass.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Scaling;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.vector.DrawnBlock.Kind;
import io.lockstep.pass.vector.DrawnBlock.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole passes: vectors and plain loops agree in every bit, prepared and other features do, and nothing that is not finite is hidden. */
class VectorPassBitsTest {
    private static final Loops[] BOTH = {PlainLoops.INSTANCE, VectorLoops.PREFERRED};
    private static final int[] WIDTHS = {1, 2, 3, 15, 16, 17, 31, 50, 63, 64, 65, 100, 127, 128, 129, 200, 300};

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    static LongStream manySeeds() {
        return LongStream.range(0, 80);
    }

    /** Everything that a pass says of a block, as bits. */
    private record Bits(List<Integer> floats, List<Long> losses) {
        static Bits of(Parameters parameters, Scaling scaling, Loops loops, Block... blocks) {
            List<Integer> floats = new ArrayList<>();
            List<Long> losses = new ArrayList<>();
            try (VectorPass pass = new VectorPass(parameters, scaling, loops)) {
                for (Block block : blocks) {
                    BlockGradient gradient = pass.gradient(block);
                    add(floats, gradient.gradientSum());
                    add(floats, pass.inputGradient(block));
                    BlockForward forward = pass.forward(block);
                    add(floats, forward.outputs().values());
                    losses.add(Double.doubleToLongBits(gradient.lossSum()));
                    losses.add(Double.doubleToLongBits(forward.lossSum()));
                }
            }
            return new Bits(floats, losses);
        }

        private static void add(List<Integer> bits, float[] values) {
            for (float value : values) {
                bits.add(Float.floatToIntBits(value)); // all NaNs are one
            }
        }
    }

    private static <T> T oneOf(Random random, T[] all) {
        return all[random.nextInt(all.length)];
    }

    private static Architecture network(Random random, Loss loss) {
        List<Integer> sizes = new ArrayList<>();
        sizes.add(WIDTHS[random.nextInt(WIDTHS.length)]);
        for (int hidden = random.nextInt(3); hidden > 0; hidden--) {
            sizes.add(WIDTHS[random.nextInt(WIDTHS.length)]);
        }
        sizes.add(loss == Loss.MSE ? 1 + random.nextInt(3) : 2 + random.nextInt(20));
        return new Architecture(sizes, oneOf(random, Activation.values()), loss);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void vectorsAndPlainLoopsAndPreparedFeaturesGiveTheSameBits(long seed) {
        Random random = new Random(seed);
        Architecture network = network(random, oneOf(random, Loss.values()));
        Scaling scaling = oneOf(random, Scale.values()).of(network.inputs());
        Kind kind = oneOf(random, Kind.values());
        Block large = DrawnBlock.of(network, kind, 1, 1 + random.nextInt(300), random.nextBoolean());
        Block small = DrawnBlock.of(network, kind, 2, 1 + random.nextInt(10), random.nextBoolean());
        Parameters parameters = DrawnBlock.parameters(network);
        Bits expected = Bits.of(parameters, scaling, PlainLoops.INSTANCE, large, small, large);
        Block preparedLarge = DrawnBlock.prepared(large, scaling);
        Block preparedSmall = DrawnBlock.prepared(small, scaling);
        assertThat(Bits.of(parameters, scaling, VectorLoops.PREFERRED, large, small, large))
                .as("%s, %s: vectors", network, kind)
                .isEqualTo(expected);
        for (Loops loops : BOTH) {
            assertThat(Bits.of(parameters, scaling, loops, preparedLarge, preparedSmall, large))
                    .as("%s, %s: %s, prepared", network, kind, loops)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void whatIsNotFiniteWithoutSkippingIsNotFiniteWithIt(long seed) {
        Random random = new Random(seed);
        Architecture network = network(random, Loss.MSE);
        int columns = network.inputs();
        Scaling scaling = oneOf(random, Scale.values()).of(columns);
        Block block = DrawnBlock.of(network, Kind.SPARSE, 1, 1 + random.nextInt(40), false);
        float[] features = new float[block.rows() * columns];
        float[] row = new float[columns];
        for (int i = 0; i < block.rows(); i++) {
            block.features().copyRow(i, row);
            System.arraycopy(row, 0, features, i * columns, columns);
        }
        float[] targets = ((NumberTargets) block.targets()).values().clone();
        float[] parameters = DrawnBlock.parameters(network).values().clone();
        Float[] planted = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        List<float[]> places = List.of(features, targets, parameters, parameters, parameters);
        float[] into = places.get(random.nextInt(places.size()));
        into[random.nextInt(into.length)] = oneOf(random, planted);

        Parameters all = new Parameters(network, parameters);
        Block changed =
                new Block(1, 0, new FloatFeatures(columns, features), new NumberTargets(network.outputs(), targets));
        boolean[] isFinite = new TextbookPass(all, scaling).gradientIsFinite(changed);
        for (Loops loops : BOTH) {
            for (Block each : List.of(changed, DrawnBlock.prepared(changed, scaling))) {
                try (VectorPass pass = new VectorPass(all, scaling, loops)) {
                    float[] gradient = pass.gradient(each).gradientSum();
                    for (int i = 0; i < gradient.length; i++) {
                        assertThat(!isFinite[i] && Float.isFinite(gradient[i]))
                                .as(
                                        "%s, %s: %s is not finite, found %s",
                                        network, loops, network.tensorAt(i).coordinate(i), gradient[i])
                                .isFalse();
                    }
                }
            }
        }
    }

    /** Forward and backward as a textbook writes them, for the mean squared error; nothing is skipped. */
    private static final class TextbookPass {
        private final Architecture network;
        private final float[] parameters;
        private final Scaling scaling;
        private final float[] gradient;

        TextbookPass(Parameters parameters, Scaling scaling) {
            network = parameters.architecture();
            this.parameters = parameters.values();
            this.scaling = scaling;
            gradient = new float[this.parameters.length];
        }

        boolean[] gradientIsFinite(Block block) {
            float[] inputs = scaling.inputs(block.features());
            for (int row = 0; row < block.rows(); row++) {
                float[] x = new float[network.inputs()];
                System.arraycopy(inputs, row * x.length, x, 0, x.length);
                addRow(x, block, row);
            }
            boolean[] isFinite = new boolean[gradient.length];
            for (int i = 0; i < isFinite.length; i++) {
                isFinite[i] = Float.isFinite(gradient[i]);
            }
            return isFinite;
        }

        private void addRow(float[] x, Block block, int row) {
            List<float[]> inputs = new ArrayList<>(List.of(x));
            List<float[]> outputs = new ArrayList<>();
            for (int layer = 1; layer <= network.layers(); layer++) {
                float[] z = linear(layer, inputs.get(layer - 1));
                outputs.add(z);
                float[] y = new float[z.length];
                for (int j = 0; j < y.length; j++) {
                    y[j] = Math.max(z[j], 0) - network.activation().shift();
                }
                inputs.add(y);
            }
            float[] last = outputs.get(network.layers() - 1);
            float[] d = new float[last.length];
            for (int j = 0; j < d.length; j++) {
                d[j] = (float) (2 * (last[j] - block.targets().value(row, j)) / d.length);
            }
            for (int layer = network.layers(); layer >= 1; layer--) {
                float[] dInput = backward(layer, inputs.get(layer - 1), d);
                for (int k = 0; layer > 1 && k < dInput.length; k++) {
                    dInput[k] = outputs.get(layer - 2)[k] <= 0 ? 0 : dInput[k];
                }
                d = dInput;
            }
        }

        private float[] linear(int layer, float[] x) {
            TensorLayout weight = network.weight(layer);
            float[] z = new Parameters(network, parameters).tensor(network.bias(layer));
            for (int k = 0; k < x.length; k++) {
                for (int j = 0; j < z.length; j++) {
                    z[j] += x[k] * parameters[weight.offset() + k * z.length + j];
                }
            }
            return z;
        }

        private float[] backward(int layer, float[] x, float[] d) {
            TensorLayout weight = network.weight(layer);
            float[] dInput = new float[x.length];
            for (int j = 0; j < d.length; j++) {
                gradient[network.bias(layer).offset() + j] += d[j];
                for (int k = 0; k < x.length; k++) {
                    gradient[weight.offset() + k * d.length + j] += x[k] * d[j];
                    dInput[k] += d[j] * parameters[weight.offset() + k * d.length + j];
                }
            }
            return dInput;
        }
    }
}
