package io.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static Architecture of(Loss loss, Integer... sizes) {
        return new Architecture(List.of(sizes), Activation.RELU, loss);
    }

    @Test
    void tensorsLieOneAfterTheOther() {
        Architecture architecture = of(Loss.CROSS_ENTROPY, 784, 50, 10);
        assertThat(architecture.tensors())
                .containsExactly(
                        new TensorLayout("w1", List.of(784, 50), 0),
                        new TensorLayout("b1", List.of(50), 39_200),
                        new TensorLayout("w2", List.of(50, 10), 39_250),
                        new TensorLayout("b2", List.of(10), 39_750));
        assertThat(architecture.parameterCount()).isEqualTo(39_760);
        assertThat(architecture.layers()).isEqualTo(2);
        assertThat(architecture.inputs()).isEqualTo(784);
        assertThat(architecture.outputs()).isEqualTo(10);
        assertThat(architecture.weight(2).name()).isEqualTo("w2");
        assertThat(architecture.bias(1).name()).isEqualTo("b1");
        assertThat(architecture).hasToString("784-50-10, relu, cross-entropy");
    }

    @Test
    void everyPositionHasItsTensorAndItsName() {
        Architecture architecture = of(Loss.CROSS_ENTROPY, 784, 50, 10);
        assertThat(coordinate(architecture, 0)).isEqualTo("w1[0, 0]");
        assertThat(coordinate(architecture, 3 * 50 + 7)).isEqualTo("w1[3, 7]");
        assertThat(coordinate(architecture, 39_199)).isEqualTo("w1[783, 49]");
        assertThat(coordinate(architecture, 39_200)).isEqualTo("b1[0]");
        assertThat(coordinate(architecture, 39_249)).isEqualTo("b1[49]");
        assertThat(coordinate(architecture, 39_250)).isEqualTo("w2[0, 0]");
        assertThat(coordinate(architecture, 39_759)).isEqualTo("b2[9]");
        assertThatThrownBy(() -> architecture.tensorAt(39_760)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static String coordinate(Architecture architecture, int index) {
        return architecture.tensorAt(index).coordinate(index);
    }

    @Test
    void sizesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> of(Loss.MSE, 784))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("network [784]: expected two or more sizes of at least 1");
        assertThatThrownBy(() -> of(Loss.MSE, 784, 0, 1))
                .hasMessage("network [784, 0, 1]: expected two or more sizes of at least 1");
    }

    @Test
    void aLossThatDoesNotFitTheOutputsIsRefused() {
        assertThat(of(Loss.MSE, 784, 50, 10).outputs()).as("several numbers").isEqualTo(10);
        assertThatThrownBy(() -> of(Loss.CROSS_ENTROPY, 784, 50, 1))
                .hasMessage(
                        "network 784-50-1: expected an output for each class for the loss cross-entropy, found 1. Use"
                                + " mse, or more outputs");
    }

    @Test
    void moreParametersThanAnArrayHoldsAreRefused() {
        assertThatThrownBy(() -> of(Loss.MSE, 65_536, 32_768, 1))
                .hasMessage("network 65536-32768-1: expected at most 2^31 - 9 parameters, found 2147549185");
        assertThatThrownBy(() -> of(Loss.MSE, 2_000_000_000, 2_000_000_000, 1))
                .hasMessageContaining("expected at most 2^31 - 9 parameters, found 4000000");
    }
}
