package io.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.gradient.Gradient;
import io.lockstep.train.Clipping.Clipped;
import io.lockstep.train.Traces.ClippingTrace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClippingTest {
    /**
     * A norm of 7 values takes 7 squares, 6 additions and a root, of which half the roundings are left behind the root: at most
     * 8 for each of the two. Two more each for the coefficient, and one for the product.
     */
    private static final double RELATIVE = 22 * 0x1p-53;

    static List<ClippingTrace> traces() {
        return Traces.ALL.clippings();
    }

    @ParameterizedTest
    @MethodSource("traces")
    void itIsPyTorchs(ClippingTrace trace) {
        Clipped clipped = new Clipping(trace.maxNorm()).clip(Traces.gradient(trace.gradient()));
        assertThat(clipped.normBefore()).isCloseTo(trace.norm(), within(RELATIVE * trace.norm()));
        for (int i = 0; i < trace.clipped().length; i++) {
            double theirs = trace.clipped()[i];
            assertThat(clipped.gradient().values()[i])
                    .as("value %d", i)
                    .isCloseTo(theirs, within(RELATIVE * Math.abs(theirs)));
        }
    }

    @Test
    void allTensorsAreShortenedTogether() {
        Gradient gradient = Traces.gradient(3, 0, 0, 0, 0, 0, -4);
        Clipped clipped = new Clipping(1).clip(gradient);
        assertThat(clipped.normBefore()).isEqualTo(5);
        assertThat(clipped.gradient().values()).containsExactly(3 * (1 / 5.000001), 0, 0, 0, 0, 0, -4 * (1 / 5.000001));
        assertThat(gradient.values()).as("the gradient given").containsExactly(3, 0, 0, 0, 0, 0, -4);
    }

    @Test
    void whatIsShortEnoughIsLeftAsItIs() {
        Gradient gradient = Traces.gradient(3, 0, 0, 0, 0, 0, -4);
        assertThat(new Clipping(5.00001).clip(gradient).gradient()).isSameAs(gradient);
    }

    @Test
    void lossAndExamplesStay() {
        Gradient gradient = new Gradient(Traces.NETWORK, new double[] {9, 9, 9, 9, 9, 9, 9}, 0.5, 200);
        Gradient clipped = new Clipping(1).clip(gradient).gradient();
        assertThat(clipped.loss()).isEqualTo(0.5);
        assertThat(clipped.exampleCount()).isEqualTo(200);
        assertThat(clipped.architecture()).isEqualTo(Traces.NETWORK);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void theLargestNormIsFiniteAndAboveZero(double maxNorm) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Clipping(maxNorm))
                .withMessage("maximum norm: expected a finite number above 0, found " + maxNorm);
    }
}
