package io.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.Standardizer;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.Networks;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Networks to export, what to show them, and what they must give. */
final class Exported {
    static final Standardizer STANDARDIZER = DigitBlocks.STANDARDIZER;
    private static final long SEED = 71;

    private Exported() {}

    /** One, two and three linear layers, both activations, both losses; large, small (where the bound is narrow), and of one unit. */
    static Stream<Architecture> networks() {
        List<List<Integer>> shapes = List.of(
                List.of(784),
                List.of(784, 50),
                List.of(784, 32, 24),
                List.of(6),
                List.of(6, 5),
                List.of(6, 5, 4),
                List.of(1, 1));
        return shapes.stream()
                .flatMap(shape -> Stream.of(Activation.values())
                        .flatMap(activation -> Stream.of(Loss.values()).map(loss -> network(shape, activation, loss))));
    }

    private static Architecture network(List<Integer> shape, Activation activation, Loss loss) {
        List<Integer> sizes = new ArrayList<>(shape);
        sizes.add(loss == Loss.MSE ? 1 : 10);
        return new Architecture(sizes, activation, loss);
    }

    static Parameters parameters(Architecture architecture) {
        return Networks.drawn(architecture, SEED);
    }

    /** Black, white, and 20 rows of noise. */
    static byte[][] examples(int columns) {
        byte[][] examples = new byte[22][columns];
        Arrays.fill(examples[1], (byte) 255);
        Random random = new Random(SEED);
        for (int row = 2; row < examples.length; row++) {
            random.nextBytes(examples[row]);
        }
        return examples;
    }

    /** The same as the floats that an exported network takes. */
    static float[][] greys(byte[][] examples) {
        float[][] greys = new float[examples.length][examples[0].length];
        for (int row = 0; row < greys.length; row++) {
            for (int column = 0; column < greys[row].length; column++) {
                greys[row][column] = examples[row][column] & 0xff;
            }
        }
        return greys;
    }

    static List<ExactForward> exact(Parameters parameters, byte[][] examples) {
        return Stream.of(examples)
                .map(pixels -> ExactForward.of(parameters, STANDARDIZER, pixels))
                .toList();
    }

    /** Probabilities or the output, and the classes, are right within the bound; and so are those of our own pass. */
    static void assertRight(Parameters parameters, byte[][] examples, float[][] results) {
        assertWithinBound("exported", parameters, examples, Stream.of(results).map(Exported::doubles));
        assertWithinBound("pass", parameters, examples, Stream.of(examples).map(pixels -> ofPass(parameters, pixels)));
    }

    private static void assertWithinBound(
            String who, Parameters parameters, byte[][] examples, Stream<double[]> results) {
        List<ExactForward> exact = exact(parameters, examples);
        List<double[]> found = results.toList();
        assertThat(found).hasSameSizeAs(exact);
        for (int row = 0; row < examples.length; row++) {
            ExactForward right = exact.get(row);
            assertClose(who + ", example " + row, found.get(row), right.results(), right.resultBound());
            if (right.decided()) {
                assertThat(predicted(found.get(row)))
                        .as("%s, class of example %d", who, row)
                        .isEqualTo(right.predicted());
            }
        }
        // of a bound that is never below the margin between classes nothing would follow
        assertThat(exact.stream().filter(ExactForward::decided).count()).isGreaterThan(examples.length / 2);
    }

    static void assertClose(String what, double[] found, double[] right, double[] bound) {
        assertThat(found).as(what).hasSameSizeAs(right);
        for (int j = 0; j < found.length; j++) {
            assertThat(found[j]).as("%s, output %d", what, j).isCloseTo(right[j], within(bound[j]));
        }
    }

    static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(j -> values[j]).toArray();
    }

    private static int predicted(double[] results) {
        if (results.length == 1) {
            return (int) Math.rint(results[0]);
        }
        return IntStream.range(0, results.length)
                .reduce(0, (largest, j) -> results[j] > results[largest] ? j : largest);
    }

    /** A pass tells losses, of which the outputs follow: {@code p_j = exp(-loss with label j)}, and below for a squared error. */
    private static double[] ofPass(Parameters parameters, byte[] pixels) {
        Architecture architecture = parameters.architecture();
        try (BlockPass pass = new PassPlan(Kernel.VECTOR, STANDARDIZER).open(parameters)) {
            if (architecture.loss() == Loss.MSE) {
                double black = loss(pass, pixels, 0); // o²
                double white = loss(pass, pixels, 255); // (o - 255)²
                return new double[] {(black - white + 255 * 255) / (2 * 255)};
            }
            return IntStream.range(0, architecture.outputs())
                    .mapToDouble(label -> Math.exp(-loss(pass, pixels, label)))
                    .toArray();
        }
    }

    private static double loss(BlockPass pass, byte[] pixels, int label) {
        return pass.forward(ImageBlock.of(0, 0, pixels.length, pixels, new byte[] {(byte) label}))
                .lossSum();
    }
}
