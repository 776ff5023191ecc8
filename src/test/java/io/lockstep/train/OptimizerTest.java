package io.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lockstep.data.Sha256;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.train.OptimizerState.Slot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every optimizer: the same bits everywhere, and from any state. */
class OptimizerTest {
    private static final Schedule SCHEDULE = new Schedule.OneCycle(0.05, 0.3, 25, 1e4);
    private static final Clipping CLIPPING = new Clipping(2.5);
    private static final int STEPS = 400;

    /** With a SHA-256 over the parameters and slots after 400 steps. */
    static Stream<Arguments> optimizers() {
        return Stream.of(
                Arguments.of(
                        new GradientDescent(0.01), "82c381fcd0c6f6374611b2bdd955869fc56ece40ba20edf4a22328c5f5d0fb55"),
                Arguments.of(
                        new Momentum(0.9, 0.01), "3591cf8107ae8d3234fd54b45dbd83a76c6fdf4ee2eca3d4057a317f01622f04"),
                Arguments.of(
                        new Nesterov(0.9, 0.01), "0f16dffdf97dc0cd17f3803566a8324fa68d8f6cb85e67248773a8b029f2d9e0"),
                Arguments.of(
                        new Adam(0.9, 0.999, 1e-8, 0.01),
                        "2b7e8122be3ac891c6e1bfe9099089c47e6a0d99dff563c8935f355749662ba1"),
                Arguments.of(
                        new AdamW(0.9, 0.999, 1e-8, 0.01),
                        "c059536a03e623be7feaf33ba8f5ec663a945d8d7355c84bd51d3dc89bd9d64d"));
    }

    /** Steps up to this number, down noisy slopes to 0, which are others in each step; clipped, at a rate of its own each. */
    private static OptimizerState run(Optimizer optimizer, OptimizerState state, int steps) {
        for (int number = state.step() + 1; number <= steps; number++) {
            Random random = new Random(number);
            float[] values = state.parameters().values();
            double[] gradient = new double[values.length];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = values[i] + random.nextGaussian();
            }
            Gradient clipped = CLIPPING.clip(Traces.gradient(gradient)).gradient();
            state = optimizer.step(state, clipped, SCHEDULE.learningRate(number, STEPS));
        }
        return state;
    }

    private static OptimizerState run(Optimizer optimizer, int steps) {
        return run(optimizer, optimizer.initial(Traces.ALL.startParameters()), steps);
    }

    private static String sha256(OptimizerState state) {
        StringBuilder all = new StringBuilder(state.parameters().sha256());
        state.slots().forEach(slot -> all.append(Sha256.of(slot.values())));
        return new Sha256()
                .add(all.toString().getBytes(StandardCharsets.US_ASCII))
                .hex();
    }

    /** Interpreted first, compiled in the end; and the literals are the same on every machine. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizers")
    void manyStepsGiveTheseBits(Optimizer optimizer, String expected) {
        for (int again = 0; again < 50; again++) {
            assertThat(sha256(run(optimizer, STEPS))).as("run %d", again).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizers")
    void aStateThatWasTakenApartAndPutTogetherGoesOnWithTheSameBits(Optimizer optimizer) {
        OptimizerState half = run(optimizer, 170);
        float[] parameters = half.parameters().values().clone();
        List<Slot> slots = new ArrayList<>();
        for (String name : optimizer.slots()) {
            slots.add(new Slot(name, byTensor(half, name)));
        }
        OptimizerState anew = new OptimizerState(new Parameters(Traces.NETWORK, parameters), slots, half.step());
        assertThat(sha256(run(optimizer, anew, STEPS))).isEqualTo(sha256(run(optimizer, STEPS)));
    }

    /** The values of a slot, tensor after tensor, as they are written to files. */
    private static double[] byTensor(OptimizerState state, String name) {
        Slot slot = state.slots().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        double[] values = new double[slot.values().length];
        for (TensorLayout tensor : Traces.NETWORK.tensors()) {
            System.arraycopy(slot.tensor(tensor), 0, values, tensor.offset(), tensor.size());
        }
        return values;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizers")
    void theStateBeforeAndTheGradientAreNotTouched(Optimizer optimizer) {
        OptimizerState before = run(optimizer, 3);
        String sha256 = sha256(before);
        double[] gradient = {1, 2, 3, 4, 5, 6, 7};
        OptimizerState after = optimizer.step(before, Traces.gradient(gradient), 0.1);
        assertThat(sha256(before)).isEqualTo(sha256).isNotEqualTo(sha256(after));
        assertThat(gradient).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(after.step()).isEqualTo(4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizers")
    void theFirstStateHasTheOptimizersSlotsAtZero(Optimizer optimizer) {
        OptimizerState initial = optimizer.initial(Traces.ALL.startParameters());
        assertThat(initial.slots()).extracting(Slot::name).isEqualTo(optimizer.slots());
        assertThat(initial.slots())
                .allSatisfy(slot -> assertThat(slot.values()).hasSize(7).containsOnly(0));
        assertThat(initial.step()).isZero();
    }

    @Test
    void noMomentumIsGradientDescent() {
        String plain = run(new GradientDescent(0.1), STEPS).parameters().sha256();
        assertThat(run(new Momentum(0, 0.1), STEPS).parameters().sha256()).isEqualTo(plain);
        assertThat(run(new Nesterov(0, 0.1), STEPS).parameters().sha256()).isEqualTo(plain);
    }

    @Test
    void adamAndAdamWAreOneWithoutWeightDecay() {
        assertThat(sha256(run(new Adam(0.9, 0.999, 1e-8, 0), STEPS)))
                .isEqualTo(sha256(run(new AdamW(0.9, 0.999, 1e-8, 0), STEPS)));
    }

    @Test
    void anotherOptimizersStateIsRefused() {
        OptimizerState state = run(new Momentum(0.9, 0), 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(new Adam(0.9, 0.999, 1e-8, 0), state, 6))
                .withMessage("optimizer state after step 5: expected a slot m, found [momentum]."
                        + " Resume with the optimizer that wrote it.");
    }

    @Test
    void aStateHoldsOneValueForEachParameter() {
        Parameters parameters = Traces.ALL.startParameters();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OptimizerState(parameters, List.of(new Slot("m", new double[6])), 3))
                .withMessage(
                        "optimizer state after step 3, slot m: expected a value for each of 7 parameters, found 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OptimizerState(parameters, List.of(), -1))
                .withMessage("optimizer state: expected a step of at least 0, found -1");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        for (double bad : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String decay = "weight decay: expected a finite number of at least 0, found " + bad;
            assertRefused(() -> new GradientDescent(bad), decay);
            assertRefused(() -> new Momentum(0.9, bad), decay);
            assertRefused(() -> new Nesterov(0.9, bad), decay);
            assertRefused(() -> new Adam(0.9, 0.999, 1e-8, bad), decay);
            assertRefused(() -> new AdamW(0.9, 0.999, 1e-8, bad), decay);
        }
        for (double bad : new double[] {-0.1, 1, Double.NaN}) {
            String expected = ": expected a number from 0 to below 1, found " + bad;
            assertRefused(() -> new Momentum(bad, 0), "momentum" + expected);
            assertRefused(() -> new Nesterov(bad, 0), "momentum" + expected);
            assertRefused(() -> new Adam(bad, 0.999, 1e-8, 0), "beta1" + expected);
            assertRefused(() -> new Adam(0.9, bad, 1e-8, 0), "beta2" + expected);
            assertRefused(() -> new AdamW(bad, 0.999, 1e-8, 0), "beta1" + expected);
            assertRefused(() -> new AdamW(0.9, bad, 1e-8, 0), "beta2" + expected);
        }
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String expected = "epsilon: expected a finite number above 0, found " + bad;
            assertRefused(() -> new Adam(0.9, 0.999, bad, 0), expected);
            assertRefused(() -> new AdamW(0.9, 0.999, bad, 0), expected);
        }
    }

    private static void assertRefused(Runnable made, String message) {
        assertThatIllegalArgumentException().isThrownBy(made::run).withMessage(message);
    }
}
