package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.check.FaultyPass.Fault;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.Networks;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of the pass: the same on every machine, so that only the reference, which shares no code with it, can tell. */
class PlantedPassFaultTest {
    private static final Architecture SHIFTED =
            new Architecture(List.of(784, 50, 1), Activation.SHIFTED_RELU, Loss.MSE);
    private static final Architecture DEEP_SHIFTED =
            new Architecture(List.of(784, 32, 24, 16, 10), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY);
    private static final String MASK =
            "layer %d differs and layer %d agrees: the derivative of the activation between them is wrong";

    static Stream<Architecture> networks() {
        return Stream.of(Networks.LESSON, SHIFTED, Networks.CLASSIFIER, Networks.DEEP, DEEP_SHIFTED);
    }

    static Stream<Arguments> wrongMasks() {
        return Stream.of(
                Arguments.of(Networks.LESSON, Fault.MASK_INVERTED),
                Arguments.of(Networks.LESSON, Fault.MASK_AT_LEAST_ZERO_AFTER_ACTIVATION),
                Arguments.of(SHIFTED, Fault.MASK_OF_THE_SHIFTED_VALUE),
                Arguments.of(SHIFTED, Fault.MASK_AT_LEAST_ZERO_AFTER_ACTIVATION),
                Arguments.of(Networks.CLASSIFIER, Fault.MASK_INVERTED),
                Arguments.of(Networks.CLASSIFIER, Fault.MASK_AT_LEAST_ZERO_AFTER_ACTIVATION),
                Arguments.of(Networks.DEEP, Fault.MASK_INVERTED),
                Arguments.of(Networks.DEEP, Fault.MASK_AT_LEAST_ZERO_AFTER_ACTIVATION),
                Arguments.of(DEEP_SHIFTED, Fault.MASK_OF_THE_SHIFTED_VALUE),
                Arguments.of(DEEP_SHIFTED, Fault.MASK_INVERTED));
    }

    private static Agreement agreement(Architecture architecture, Fault fault) {
        return agreement(Scene.of(architecture), fault);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void withoutAFaultThePassIsRight(Architecture architecture) {
        Agreement agreement = agreement(architecture, Fault.NONE);
        assertThat(agreement.agrees()).as("%s", agreement).isTrue();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("wrongMasks")
    void aWrongMask(Architecture architecture, Fault fault) {
        Agreement agreement = agreement(architecture, fault);
        assertThat(agreement.agrees()).isFalse();
        int last = architecture.layers();
        assertThat(agreement.diagnosis()).isEqualTo(MASK.formatted(last - 1, last));
        // all the gradients before the last layer inherit the fault; the last layer and the loss do not
        for (TensorAgreement tensor : agreement.tensors()) {
            boolean before = !tensor.name().endsWith(String.valueOf(last))
                    && !tensor.name().equals("loss");
            assertThat(tensor.agrees()).as(tensor.name()).isEqualTo(!before);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aTransposedWeightGradient(Architecture architecture) {
        Agreement agreement = agreement(architecture, Fault.WEIGHT_GRADIENTS_TRANSPOSED);
        assertThat(agreement.agrees()).isFalse();
        // a weight (in, 1) is its own transpose
        int layer = architecture.outputs() == 1 ? architecture.layers() - 1 : architecture.layers();
        assertThat(agreement.diagnosis()).isEqualTo("w" + layer + " is transposed: it lies in memory as (out, in)");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aBiasGradientThatIsNoSum(Architecture architecture) {
        int layers = architecture.layers();
        for (Fault fault : List.of(Fault.BIAS_GRADIENT_OF_ONE_EXAMPLE, Fault.BIAS_GRADIENT_AVERAGED_TWICE)) {
            Agreement agreement = agreement(architecture, fault);
            assertThat(agreement.agrees()).isFalse();
            assertThat(agreement.diagnosis())
                    .isEqualTo("w%d agrees, b%d does not: the sum over a block's rows is wrong, or was divided twice"
                            .formatted(layers, layers));
        }
    }

    static Stream<Scene> tables() {
        return Scene.tables().stream();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void withoutAFaultThePassIsRightOnEveryKindOfTable(Scene table) {
        Agreement agreement = agreement(table, Fault.NONE);
        assertThat(agreement.agrees()).as("%s", agreement).isTrue();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void weightsThatTheGradientForgets(Scene table) {
        Agreement agreement = agreement(table, Fault.WEIGHTS_FORGOTTEN_BACKWARD);
        assertThat(agreement.agrees()).isEqualTo(!table.isWeighted());
        if (table.isWeighted()) {
            assertThat(agreement.diagnosis())
                    .startsWith(
                            "the loss agrees, the gradient differs from the last layer on: the derivative of the loss is"
                                    + " wrong");
        }
    }

    private static Agreement agreement(Scene scene, Fault fault) {
        FaultyPass pass = new FaultyPass(scene.parameters(), scene.scaling(), fault);
        return scene.againstReference(
                scene.mean(scene.blocks().stream().map(pass::gradient).toList()));
    }

    @Test
    void everyOutputAgainstEveryLabel() {
        Agreement agreement = agreement(Networks.LESSON, Fault.LABELS_BROADCAST);
        assertThat(agreement.agrees()).isFalse();
        assertThat(agreement.diagnosis())
                .startsWith(
                        "the loss and the gradient both differ, but not b2: labels are paired with the outputs of other examples");
    }
}
