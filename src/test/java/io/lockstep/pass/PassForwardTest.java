package io.lockstep.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Standardizer;
import io.lockstep.metric.ActivationSums;
import io.lockstep.metric.Confusion;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PassForwardTest {

    static Stream<Arguments> networksKernelsRows() {
        return Networks.all()
                .flatMap(architecture -> Passes.kernels()
                        .flatMap(kernel -> Stream.of(1, 7, 100).map(rows -> Arguments.of(architecture, kernel, rows))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2} rows")
    @MethodSource("networksKernelsRows")
    void momentsLossAndCountAreThoseComputedPlainly(Architecture architecture, Kernel kernel, int rows) {
        Parameters parameters = Networks.drawn(architecture, 11);
        Block block = DigitBlocks.one(11, rows);
        BlockForward forward;
        try (BlockPass pass = Passes.plan(kernel, DigitBlocks.STANDARDIZER).open(parameters)) {
            forward = pass.forward(block);
            assertThat(forward.lossSum()).isEqualTo(pass.gradient(block).lossSum());
        }
        assertThat(forward.outputs().rows()).isEqualTo(rows);
        assertThat(forward.block()).isEqualTo(block.index());
        int modules = 2 * architecture.layers() - 1;
        assertThat(forward.activations()).hasSize(modules);

        PlainNetwork plain = new PlainNetwork(parameters);
        double[] sums = new double[modules];
        double[] squares = new double[modules];
        long[] counts = new long[modules];
        double lossSum = 0;
        long correct = 0;
        for (int row = 0; row < rows; row++) {
            var outputs = plain.forward(PlainNetwork.features(block, row, DigitBlocks.STANDARDIZER));
            for (int module = 0; module < modules; module++) {
                for (double value : outputs.modules().get(module)) {
                    sums[module] += value;
                    squares[module] += value * value;
                    counts[module]++;
                }
            }
            int label = ImageBlock.labels(block)[row];
            lossSum += plain.loss(outputs.last(), label);
            correct += isCorrect(outputs.last(), label) ? 1 : 0;
        }
        assertThat(forward.lossSum()).isCloseTo(lossSum, within(1e-5 * lossSum));
        assertThat(Confusion.of(forward.outputs(), (ClassTargets) block.targets())
                        .correct())
                .isEqualTo(correct);
        for (int module = 0; module < modules; module++) {
            ActivationSums moments = forward.activations().get(module);
            assertThat(moments.count()).isEqualTo(counts[module]);
            // each value has a float error of about 1e-6 of a typical one, at most added up
            double scale = Math.sqrt(counts[module] * squares[module]);
            assertThat(moments.sum()).as("module %d", module).isCloseTo(sums[module], within(1e-5 * scale));
            assertThat(moments.squares()).isCloseTo(squares[module], within(1e-5 * squares[module]));
        }
    }

    private static boolean isCorrect(double[] output, int label) {
        if (output.length == 1) {
            return Math.max(0, Math.rint(output[0])) == label; // the nearest label
        }
        for (int j = 0; j < output.length; j++) {
            if (output[j] > output[label]) {
                return false;
            }
        }
        return true;
    }

    /** One pixel that is 128 / 256, so that the outputs are half the weights, in whatever order they must be. */
    private static BlockForward withOutputs(Kernel kernel, Loss loss, int label, float... outputs) {
        Architecture architecture = new Architecture(List.of(1, outputs.length), Activation.RELU, loss);
        float[] values = new float[2 * outputs.length];
        for (int j = 0; j < outputs.length; j++) {
            values[j] = 2 * outputs[j];
        }
        Block block = ImageBlock.of(0, 0, 1, new byte[] {(byte) 128}, new byte[] {(byte) label});
        try (BlockPass pass = Passes.plan(kernel, Standardizer.identity()).open(new Parameters(architecture, values))) {
            return pass.forward(block);
        }
    }

    private static int predicted(Kernel kernel, Loss loss, float... outputs) {
        return withOutputs(kernel, loss, 0, outputs).outputs().predicted(0);
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void theFirstOfEqualOutputsIsThePrediction(Kernel kernel) {
        assertThat(predicted(kernel, Loss.CROSS_ENTROPY, 0, 2, 2)).isEqualTo(1);
        assertThat(predicted(kernel, Loss.CROSS_ENTROPY, 0, 2, 2)).isNotEqualTo(2);
        assertThat(predicted(kernel, Loss.CROSS_ENTROPY, 0, 0, 0)).isEqualTo(0);
    }

    /** Two outputs whose softmax rounds to the same float are still two outputs. */
    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void theLargestOutputWinsByItsLastPlace(Kernel kernel) {
        float small = 0x1p-30f;
        assertThat(predicted(kernel, Loss.CROSS_ENTROPY, 0, small, 0)).isEqualTo(1);
        assertThat(predicted(kernel, Loss.CROSS_ENTROPY, 0, small, 0)).isNotEqualTo(0);
        assertThat(predicted(kernel, Loss.CROSS_ENTROPY, 100, 1, 0)).isEqualTo(0);
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void theSingleOutputIsRoundedToTheNearestClass(Kernel kernel) {
        assertThat(predicted(kernel, Loss.MSE, 3.49f)).isEqualTo(3);
        assertThat(predicted(kernel, Loss.MSE, 2.51f)).isEqualTo(3);
        assertThat(predicted(kernel, Loss.MSE, 3.5f)).isEqualTo(4);
        assertThat(predicted(kernel, Loss.MSE, -0.4f)).isEqualTo(0);
        assertThat(predicted(kernel, Loss.MSE, -7)).isEqualTo(0);
        assertThat(predicted(kernel, Loss.MSE, 1000)).isEqualTo(255);
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void examplesThatDoNotFitTheNetworkAreRefused(Kernel kernel) {
        try (BlockPass pass =
                Passes.plan(kernel, DigitBlocks.STANDARDIZER).open(Networks.drawn(Networks.CLASSIFIER, 1))) {
            Block narrow = ImageBlock.of(12, 0, 783, new byte[783], new byte[1]);
            assertThatThrownBy(() -> pass.gradient(narrow))
                    .hasMessage("network 784-50-10, relu, cross-entropy: expected 784 features, found 783 in block 12");
            Block eleventh = ImageBlock.of(3, 96, 784, new byte[2 * 784], new byte[] {9, 10});
            assertThatThrownBy(() -> pass.forward(eleventh))
                    .hasMessage(
                            "network 784-50-10, relu, cross-entropy: expected labels below 10, found 10 at example 97");
        }
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void largeOutputsDoNotOverflowTheSoftmax(Kernel kernel) {
        BlockForward forward = withOutputs(kernel, Loss.CROSS_ENTROPY, 1, 3000, 1000, -3000);
        assertThat(forward.lossSum()).isEqualTo(2000); // log(1 + 2 exp(-2000)) is far below a double's last place
    }
}
