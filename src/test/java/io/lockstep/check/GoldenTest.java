package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.Gradient;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The passes against PyTorch's gradients. */
class GoldenTest {
    /** A float pass rounds by 6e-8 a time; over blocks of 512 rows and 50,000 examples the errors mostly cancel. */
    static final double NORMWISE = 1e-6;

    static Stream<Golden> golden() {
        return Golden.cases();
    }

    static Stream<Arguments> cases() {
        return Golden.cases().flatMap(golden -> Passes.kernels().map(kernel -> Arguments.of(golden, kernel)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void theGradientIsPyTorchs(Golden golden, Kernel kernel) {
        Architecture architecture = golden.architecture();
        Parameters parameters = golden.parameters();
        PassPlan passPlan = Passes.plan(kernel, Golden.STANDARDIZER);

        Gradient gradient = new LocalGradients(golden.blocks(), passPlan)
                .gradientSum(parameters, Golden.PLAN.fullBatch(1))
                .mean();
        assertThat(gradient.exampleCount()).isEqualTo(50_000);
        assertThat(gradient.loss()).isCloseTo(golden.lossValue(), within(1e-6 * golden.lossValue()));
        for (TensorLayout tensor : architecture.tensors()) {
            assertThat(golden.distance(gradient, tensor))
                    .as(tensor.name())
                    .isLessThanOrEqualTo(NORMWISE * golden.norm(tensor));
        }

        Evaluation evaluation =
                Evaluation.of(architecture, BlockSums.evaluate(golden.blocks().iterator(), parameters, passPlan));
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
    void theDifferenceQuotientsArePyTorchs(Golden golden) {
        NumericalGradients.Measured measured = new NumericalGradients(golden.blocks(), Golden.STANDARDIZER, 6)
                .measure(golden.parameters(), Golden.PLAN.fullBatch(1));
        Gradient quotients = measured.gradientSum().mean();
        assertThat(quotients.loss())
                .isEqualTo(golden.lossValue(), within(measured.lossError() + Math.ulp(golden.lossValue())));
        List<TensorLayout> tensors = golden.architecture().tensors();
        for (int i = 0; i < tensors.size(); i++) {
            TensorLayout tensor = tensors.get(i);
            double[] expected = golden.gradient(tensor);
            double squares = Arrays.stream(measured.coordinates())
                    .filter(at -> at >= tensor.offset() && at < tensor.end())
                    .mapToDouble(at -> Math.pow(quotients.values()[at] - expected[at - tensor.offset()], 2))
                    .sum();
            assertThat(Math.sqrt(squares))
                    .as(tensor.name())
                    .isLessThanOrEqualTo(measured.errors().get(i));
        }
    }
}
