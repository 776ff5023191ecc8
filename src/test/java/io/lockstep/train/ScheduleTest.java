package io.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.data.Sha256;
import io.lockstep.train.Schedule.Constant;
import io.lockstep.train.Schedule.Cosine;
import io.lockstep.train.Schedule.OneCycle;
import io.lockstep.train.Schedule.StepDecay;
import io.lockstep.train.Traces.ScheduleTrace;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final double UNIT = 0x1p-53; // half a unit in the last place of 1

    static List<ScheduleTrace> traces() {
        return Traces.ALL.schedules();
    }

    private static double[] rates(Schedule schedule, int totalSteps) {
        return IntStream.rangeClosed(1, totalSteps)
                .mapToDouble(step -> schedule.learningRate(step, totalSteps))
                .toArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void everyRateIsPyTorchs(ScheduleTrace trace) {
        double[] ours = rates(trace.ours(), trace.rates().length);
        for (int taken = 0; taken < ours.length; taken++) {
            double theirs = trace.rates()[taken];
            assertThat(ours[taken]).as("step %d", taken + 1).isCloseTo(theirs, within(tolerance(trace, taken, theirs)));
        }
    }

    /** How far two correct computations in double may be from each other. */
    private static double tolerance(ScheduleTrace trace, int taken, double rate) {
        return switch (trace.schedule()) {
            // PyTorch multiplies once at each drop; our power is off by less than 2 units, and is multiplied once
            case "StepLR" -> (taken + 3) * UNIT * rate;
            // PyTorch goes from rate to rate, five roundings a step, each of at most the first rate. Its quotients of
            // cosines
            // leave only the last one, whose argument is rounded twice and below pi, as ours is
            case "CosineAnnealingLR" -> (5 * taken + 12) * UNIT * trace.rate();
            // the same operations in the same order; but each may have its own last bit of the cosine
            case "OneCycleLR" -> 6 * UNIT * trace.settings().getOrDefault("max_lr", Double.NaN);
            default -> throw new AssertionError(trace.schedule());
        };
    }

    @Test
    void aConstantRateIsConstant() {
        assertThat(rates(new Constant(0.25), 4)).containsOnly(0.25);
    }

    @Test
    void theRateDropsBehindEveryNthStep() {
        assertThat(rates(new StepDecay(1, 3, 0.5), 8)).containsExactly(1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25);
    }

    @Test
    void aCosineFallsFromTheRateAndStopsOneStepShortOfTheMinimum() {
        double[] rates = rates(new Cosine(1, 0.5), 4);
        assertThat(rates[0]).isEqualTo(1);
        assertThat(rates[2]).isCloseTo(0.75, within(UNIT)); // half way
        assertThat(rates[3]).isBetween(0.5, rates[2]).isNotEqualTo(0.5);
    }

    @Test
    void oneCycleRisesToTheMaximumAndEndsAtTheMinimum() {
        double[] rates = rates(new OneCycle(1, 0.25, 16, 64), 40);
        assertThat(rates[0]).isCloseTo(1.0 / 16, within(UNIT));
        assertThat(rates[9]).as("step 10 of 40").isEqualTo(1);
        assertThat(rates[39]).isEqualTo(1.0 / 1024);
        for (int i = 1; i < rates.length; i++) {
            assertThat(rates[i] > rates[i - 1]).as("step %d rises", i + 1).isEqualTo(i <= 9);
        }
    }

    /** PyTorch 1.13 divides 0 by 0 here. */
    @Test
    void aWarmUpOfOneStepBeginsAtTheMaximum() {
        double[] rates = rates(new OneCycle(0.5, 0.25, 25, 1e4), 4);
        assertThat(rates[0]).isEqualTo(0.5);
        assertThat(rates[3]).isEqualTo(0.5 / 25 / 1e4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 5})
    void stepsCountFromOneToTheTotal(int step) {
        for (Schedule schedule :
                List.of(new Constant(1), new StepDecay(1, 1, 1), new Cosine(1, 0), new OneCycle(1, 0.3, 25, 1e4))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> schedule.learningRate(step, 4))
                    .withMessage("learning rate: expected a step from 1 to 4, found " + step);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aRateIsFiniteAndAboveZero(double rate) {
        for (Runnable made : List.<Runnable>of(
                () -> new Constant(rate), () -> new StepDecay(rate, 1, 0.1), () -> new Cosine(rate, 0))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(made::run)
                    .withMessage("learning rate: expected a finite number above 0, found " + rate);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OneCycle(rate, 0.3, 25, 1e4))
                .withMessage("maximum learning rate: expected a finite number above 0, found " + rate);
    }

    @Test
    void otherSettingsAreCheckedToo() {
        assertRefused(() -> new StepDecay(1, 0, 0.1), "step decay: expected every 1 step or more, found every 0");
        assertRefused(() -> new StepDecay(1, 1, 0), "gamma: expected a finite number above 0, found 0.0");
        assertRefused(
                () -> new Cosine(1, -1), "minimum learning rate: expected a finite number of at least 0, found -1.0");
        assertRefused(() -> new Cosine(1, 2), "minimum learning rate: expected at most the first, 1.0, found 2.0");
        assertRefused(() -> new OneCycle(1, 1, 25, 1e4), "warm-up: expected a number from 0 to below 1, found 1.0");
        assertRefused(() -> new OneCycle(1, 0.3, 0, 1e4), "divisor: expected a finite number above 0, found 0.0");
        assertRefused(
                () -> new OneCycle(1, 0.3, 25, Double.NaN),
                "final divisor: expected a finite number above 0, found NaN");
    }

    private static void assertRefused(Runnable made, String message) {
        assertThatIllegalArgumentException().isThrownBy(made::run).withMessage(message);
    }

    static Stream<Arguments> digests() {
        return Stream.of(
                Arguments.of(
                        new StepDecay(0.1, 7, 0.97),
                        "7860d6cc7eb0faef81f01680787cbab24bec1558d82d0dab43b11f2c4f63fdf2"),
                Arguments.of(new Cosine(0.1, 1e-3), "5e112b17a8245babfe98cb79c73eed32e1a8575a95ed76accaf78c1309ef55fe"),
                Arguments.of(
                        new OneCycle(0.1, 0.3, 25, 1e4),
                        "397425d12ec0208559c486f87a8c9507b6560eddce66eac20758cc4a96eeace5"));
    }

    /** Interpreted or compiled, on every machine. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("digests")
    void tenThousandRatesHaveTheseBits(Schedule schedule, String expected) {
        assertThat(Sha256.of(rates(schedule, 10_000))).isEqualTo(expected);
    }
}
