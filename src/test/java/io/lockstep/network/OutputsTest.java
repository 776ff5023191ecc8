package io.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Predictions of examples, and the softmax of one example's outputs. */
class OutputsTest {
    private static final float[] VALUES = {1.5f, -2, 0.25f, 100, 1000, -1000, 7, 7, -3};

    private static double[] softmax(double... outputs) {
        Outputs.softmax(outputs);
        return outputs;
    }

    @Test
    void theSoftmaxOfARowIsItsProbabilities() {
        Outputs outputs = new Outputs(Loss.CROSS_ENTROPY, 3, VALUES);
        for (int row = 0; row < 3; row++) {
            assertThat(outputs.probabilities(row))
                    .containsExactly(softmax(VALUES[3 * row], VALUES[3 * row + 1], VALUES[3 * row + 2]));
        }
        assertThat(new Outputs(Loss.MSE, 1, VALUES).probabilities(3)).containsExactly(100);
    }

    @Test
    void theLargestIsSubtractedBeforeTheExponentials() {
        double second = StrictMath.exp(0.25 - 1.5);
        double third = StrictMath.exp(-2 - 1.5);
        double sum = third + 1 + second; // in the order of the outputs
        assertThat(softmax(-2, 1.5, 0.25)).containsExactly(third / sum, 1 / sum, second / sum);
        assertThat(softmax(1000, 1000, -1000)).containsExactly(0.5, 0.5, 0);
    }

    @Test
    void whatIsNotFiniteIsNotHidden() {
        assertThat(softmax(1, Double.NaN, 2)).containsOnly(Double.NaN);
        assertThat(softmax(Double.NaN, 1)).containsOnly(Double.NaN);
        assertThat(softmax(Double.POSITIVE_INFINITY, 1)).contains(Double.NaN);
    }
}
