package io.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.train.Traces.OptimizerTrace;
import io.lockstep.train.Traces.Settings;
import io.lockstep.train.Traces.StepTrace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each step against PyTorch's float64, from the same start with the same gradients. What may differ is that we round each
 * parameter to float in each step, and what follows from it:
 *
 * <ul>
 *   <li>Let {@code e} be the largest difference of a parameter so far. With L2 weight decay {@code w}, each {@code d = g + w p}
 *       so far differs by {@code delta = w e} at most; without, and in AdamW, by nothing.
 *   <li>Velocities are sums of {@code d} with weights that add up to less than {@code 1 / (1 - momentum)}, and so is what
 *       Nesterov subtracts: they differ by {@code delta / (1 - momentum)} at most.
 *   <li>{@code mHat} is a mean of {@code d}, and the root of {@code vHat} a Euclidean norm with weights that add up to 1: each
 *       differs by {@code delta} at most, by the triangle inequality. Of {@code u = mHat / D} that makes at most
 *       {@code delta (1 + |u|) / (D - delta)}.
 *   <li>A step adds the learning rate times this, and half a unit in the last place of a float. AdamW's decay only shrinks
 *       {@code e}.
 *   <li>The roundings of doubles are {@code 2^-29} of the floats', and there are a few dozen: a thousandth is allowed. In slots,
 *       where they are all that is left without weight decay, they are counted: four a step.
 * </ul>
 */
class OptimizerTraceTest {
    private static final double UNIT = 0x1p-53;

    static List<OptimizerTrace> traces() {
        return Traces.ALL.optimizers();
    }

    /** How far our state may be from PyTorch's, and how this grows with the steps. */
    private static final class Bound {
        private final Settings settings;
        private final boolean adam;
        private final double decayInGradient;
        private final double[] largestGradient = new double[Traces.ALL.start().length];
        private final double[] ofParameter = new double[largestGradient.length];

        Bound(OptimizerTrace trace) {
            settings = trace.settings();
            adam = trace.optimizer().startsWith("Adam");
            decayInGradient = trace.optimizer().equals("AdamW") ? 0 : settings.weightDecay();
        }

        /** Grows by one step, so that it is the bound of the state after it. */
        void step(int number, double[] gradient, double[] before, StepTrace after) {
            for (int i = 0; i < ofParameter.length; i++) {
                double d = gradient[i] + decayInGradient * before[i];
                largestGradient[i] = Math.max(largestGradient[i], Math.abs(d));
                double direction = delta(i) * (adam ? perDelta(number, after, i) : 1 / (1 - settings.momentum()));
                double rounding = Math.ulp((float) after.parameters()[i]) / 2 * (1 + 1e-3);
                ofParameter[i] += after.learningRate() * direction + rounding;
            }
        }

        private double delta(int i) {
            return decayInGradient * ofParameter[i];
        }

        private double perDelta(int number, StepTrace after, int i) {
            double mHat = slot(after, "m")[i] / (1 - Math.pow(settings.beta1(), number));
            double root = Math.sqrt(slot(after, "v")[i] / (1 - Math.pow(settings.beta2(), number)));
            double divisor = root + settings.epsilon();
            return (1 + Math.abs(mHat) / divisor) / (divisor - delta(i));
        }

        /** Of a slot after the step, whose gradients differ by {@code deltas}, each at most. */
        double ofSlot(String name, int number, double[] deltas, double theirs, int i) {
            double delta = deltas[i];
            double roundings = 4 * number * UNIT;
            return switch (name) {
                case "momentum" -> (delta + roundings * largestGradient[i]) / (1 - settings.momentum());
                case "m" -> delta + roundings * largestGradient[i];
                case "v" -> delta * (2 * Math.sqrt(theirs) + delta) + roundings * theirs;
                default -> throw new AssertionError(name);
            };
        }

        double[] deltas() {
            return Arrays.stream(ofParameter).map(e -> decayInGradient * e).toArray();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void everyStepIsPyTorchs(OptimizerTrace trace) {
        Optimizer optimizer = trace.ours();
        OptimizerState state = optimizer.initial(Traces.ALL.startParameters());
        double[] theirs = Traces.ALL.start();
        Bound bound = new Bound(trace);
        for (StepTrace step : trace.steps()) {
            double[] gradient = Traces.ALL.gradients().get(state.step());
            double[] deltas = bound.deltas();
            state = optimizer.step(state, Traces.gradient(gradient), step.learningRate());
            bound.step(state.step(), gradient, theirs, step);
            theirs = step.parameters();
            for (int i = 0; i < theirs.length; i++) {
                assertThat((double) state.parameters().values()[i])
                        .as("step %d, parameter %d", state.step(), i)
                        .isCloseTo(theirs[i], within(bound.ofParameter[i]));
            }
            assertThat(optimizer.slots())
                    .containsExactlyInAnyOrderElementsOf(step.slots().keySet());
            for (String name : optimizer.slots()) {
                double[] expected = slot(step, name);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(state.slot(name)[i])
                            .as("step %d, %s %d", state.step(), name, i)
                            .isCloseTo(expected[i], within(bound.ofSlot(name, state.step(), deltas, expected[i], i)));
                }
            }
        }
        assertThat(state.step()).isEqualTo(12);
    }

    private static double[] slot(StepTrace step, String name) {
        double[] values = step.slots().get(name);
        if (values == null) {
            throw new AssertionError("the trace has no slot " + name);
        }
        return values;
    }
}
