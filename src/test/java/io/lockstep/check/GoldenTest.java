package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.data.Examples;
import io.lockstep.data.Npy;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.idx.IdxDataset;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Evaluation;
import io.lockstep.network.Kernel;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.PassPlan;
import io.lockstep.network.TensorLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients that PyTorch 1.13's autograd computed in float64 from the same parameters on the 50,000 training images of
 * MNIST: an opinion from outside this project. Skipped where environment variable LOCKSTEP_SHARED names no folder with
 * {@code mnist/} and {@code golden/}.
 */
class GoldenTest {
    /** A float pass rounds by 6e-8 a time; over blocks of 512 rows and 50,000 examples the errors mostly cancel. */
    private static final double NORMWISE = 1e-6;

    private static final Standardizer STANDARDIZER = new Standardizer(0.13044972207828445, 0.30728983674241783);

    static Stream<Case> golden() {
        return Stream.of(
                new Case(
                        "seed-mse-relu",
                        1,
                        Activation.RELU,
                        Loss.MSE,
                        23.030035293226344,
                        0.6661310207939448,
                        0.9170362982893764),
                new Case(
                        "seed-mse-shifted-relu",
                        1,
                        Activation.SHIFTED_RELU,
                        Loss.MSE,
                        25.254057841173225,
                        0.1661310207939448,
                        0.9170362982893764),
                new Case(
                        "softmax-relu",
                        10,
                        Activation.RELU,
                        Loss.CROSS_ENTROPY,
                        2.6123271387985487,
                        0.4600189599668242,
                        0.7727487339327975));
    }

    static Stream<Arguments> cases() {
        return golden().flatMap(golden -> Stream.of(Kernel.values()).map(kernel -> Arguments.of(golden, kernel)));
    }

    /** One case, with the mean loss and the moments of the hidden activations that PyTorch found. */
    record Case(
            String name,
            int outputs,
            Activation activation,
            Loss loss,
            double lossValue,
            double mean,
            double deviation) {
        Architecture architecture() {
            return new Architecture(List.of(784, 50, outputs), activation, loss);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void theGradientIsPyTorchs(Case golden, Kernel kernel) {
        Path folder = shared().resolve("golden").resolve(golden.name());
        Examples train = train();
        BlockPlan plan = new BlockPlan(train.rows(), 512);
        Architecture architecture = golden.architecture();
        Parameters parameters = parameters(folder, architecture);
        PassPlan passPlan = new PassPlan(kernel, STANDARDIZER);

        Gradient gradient = new LocalGradients(BlockReader.all(train, plan), passPlan)
                .gradientSum(parameters, plan.fullBatch(1))
                .mean();
        assertThat(gradient.exampleCount()).isEqualTo(50_000);
        assertThat(gradient.loss()).isCloseTo(golden.lossValue(), within(1e-6 * golden.lossValue()));
        for (TensorLayout tensor : architecture.tensors()) {
            double[] expected = Npy.read(folder.resolve("grad_" + tensor.name() + ".npy"), tensor.shape());
            assertThat(normwise(gradient.tensor(tensor), expected))
                    .as(tensor.name())
                    .isLessThanOrEqualTo(NORMWISE);
        }

        Evaluation evaluation = Evaluation.of(
                architecture, BlockSums.forward(BlockReader.all(train, plan).iterator(), parameters, passPlan));
        Evaluation.Activations hidden = evaluation.activations().get(1);
        assertThat(hidden.name()).isEqualTo(golden.activation() + " 1");
        assertThat(hidden.mean()).isCloseTo(golden.mean(), within(1e-6));
        assertThat(hidden.deviation()).isCloseTo(golden.deviation(), within(1e-6));
        assertThat(evaluation.loss()).isEqualTo(gradient.loss(), within(1e-9));
    }

    /**
     * Autograd's formulas and difference quotients have nothing in common but the loss. PyTorch's sums in float64 are off by
     * n u = 5.6e-12 of an example's gradient at most, a hundredth of the quotients' errors, in which 0.0002 to 0.015 was seen.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void theDifferenceQuotientsArePyTorchs(Case golden) {
        Path folder = shared().resolve("golden").resolve(golden.name());
        Examples train = train();
        BlockPlan plan = new BlockPlan(train.rows(), 512);
        Architecture architecture = golden.architecture();
        NumericalGradients.Measured measured = new NumericalGradients(BlockReader.all(train, plan), STANDARDIZER, 6)
                .measure(parameters(folder, architecture), plan.fullBatch(1));
        Gradient quotients = measured.gradientSum().mean();
        assertThat(quotients.loss())
                .isEqualTo(golden.lossValue(), within(measured.lossError() + Math.ulp(golden.lossValue())));
        for (int i = 0; i < architecture.tensors().size(); i++) {
            TensorLayout tensor = architecture.tensors().get(i);
            double[] expected = Npy.read(folder.resolve("grad_" + tensor.name() + ".npy"), tensor.shape());
            double squares = Arrays.stream(measured.coordinates())
                    .filter(at -> at >= tensor.offset() && at < tensor.end())
                    .mapToDouble(at -> Math.pow(quotients.values()[at] - expected[at - tensor.offset()], 2))
                    .sum();
            assertThat(Math.sqrt(squares))
                    .as(tensor.name())
                    .isLessThanOrEqualTo(measured.errors().get(i));
        }
    }

    private static Path shared() {
        String shared = System.getenv("LOCKSTEP_SHARED");
        assumeTrue(shared != null, "LOCKSTEP_SHARED is not set, so there are no golden gradients to compare with");
        return Path.of(String.valueOf(shared));
    }

    private static Examples train() {
        return IdxDataset.inFolder("MNIST", shared().resolve("mnist")).split(SplitName.TRAIN);
    }

    private static Parameters parameters(Path folder, Architecture architecture) {
        float[] values = new float[architecture.parameterCount()];
        for (TensorLayout tensor : architecture.tensors()) {
            double[] read = Npy.read(folder.resolve(tensor.name() + ".npy"), tensor.shape());
            for (int i = 0; i < read.length; i++) {
                values[tensor.offset() + i] = (float) read[i];
            }
        }
        return new Parameters(architecture, values);
    }

    private static double normwise(double[] a, double[] b) {
        double difference = 0;
        double squares = 0;
        for (int i = 0; i < b.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            squares += b[i] * b[i];
        }
        return Math.sqrt(difference / squares);
    }
}
