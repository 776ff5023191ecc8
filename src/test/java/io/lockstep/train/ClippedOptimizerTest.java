package io.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClippedOptimizerTest {
    private static final Architecture ARCHITECTURE = new Architecture(List.of(1, 1), Activation.RELU, Loss.MSE);
    private static final Parameters PARAMETERS = new Parameters(ARCHITECTURE, new float[] {1, 2});
    private static final Gradient LONG = new Gradient(ARCHITECTURE, new double[] {3, 4}, 1, 1); // of norm 5

    @Test
    void theOptimizerSeesTheClippedGradient() {
        Optimizer momentum = new Momentum(0.9, 0);
        Optimizer clipped = new ClippedOptimizer(new Clipping(1), momentum);
        assertThat(clipped.slots()).isEqualTo(momentum.slots());
        OptimizerState state = clipped.initial(PARAMETERS);
        Gradient shortened = new Clipping(1).clip(LONG).gradient();
        assertThat(shortened.norm()).isLessThan(1.0001);
        assertThat(clipped.step(state, LONG, 0.1).parameters().values())
                .containsExactly(
                        momentum.step(state, shortened, 0.1).parameters().values())
                .isNotEqualTo(momentum.step(state, LONG, 0.1).parameters().values());
    }
}
