package io.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientDescentTest {
    private static final Architecture NETWORK = new Architecture(List.of(1, 1), Activation.RELU, Loss.MSE);

    private static Parameters step(double rate, Parameters parameters, double... gradient) {
        GradientDescent optimizer = new GradientDescent();
        return optimizer
                .step(optimizer.initial(parameters), new Gradient(NETWORK, gradient, 0, 1), rate)
                .parameters();
    }

    @Test
    void theStepGoesDownTheGradient() {
        Parameters next = step(0.25, new Parameters(NETWORK, new float[] {1, -2}), 2, -4);
        assertThat(next.values()).containsExactly(0.5f, -1);
        assertThat(next.architecture()).isEqualTo(NETWORK);
    }

    @Test
    void theParametersBeforeAreNotTouched() {
        Parameters before = new Parameters(NETWORK, new float[] {1, 2});
        step(1, before, 5, 5);
        assertThat(before.values()).containsExactly(1, 2);
    }

    /** In float, 1 - 0.1f * gradient would be rounded twice and 2^-30 would be lost before it was needed. */
    @Test
    void theDifferenceIsTakenInDoubleAndRoundedOnce() {
        long seed = 91;
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            float value = random.nextFloat();
            double gradient = random.nextGaussian();
            double rate = random.nextDouble();
            float next = step(rate, new Parameters(NETWORK, new float[] {value, 0}), gradient, 0)
                    .values()[0];
            double exact = new BigDecimal(value)
                    .subtract(new BigDecimal(rate).multiply(new BigDecimal(gradient)))
                    .doubleValue();
            // half a unit in the last place, and the product's rounding to double
            assertThat(Math.abs(next - exact))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(Math.ulp((float) exact) / 2 * (1 + 1e-6));
        }
        assertThat(step(0x1p-30, new Parameters(NETWORK, new float[] {0x1p-20f, 0}), 1, 0)
                        .values()[0])
                .isEqualTo(0x1p-20f - 0x1p-30f);
    }
}
