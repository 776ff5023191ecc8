package io.lockstep.train;

import java.io.Serializable;

/**
 * The learning rate of each step. A pure function of its arguments with bit-identical results on every machine: its powers and
 * cosines are {@link StrictMath}'s.
 *
 * <p>Steps count from 1. Step {@code s} has the rate of a PyTorch scheduler that was stepped {@code s - 1} times, as in the loop
 * {@code optimizer.step(); scheduler.step()}, there one step a batch.
 */
public sealed interface Schedule extends Serializable {

    /**
     * The learning rate of a step, from 1 to the total.
     *
     * @throws IllegalArgumentException if the step is not among them
     */
    double learningRate(int step, int totalSteps);

    /** The steps before this one. */
    private static int before(int step, int totalSteps) {
        if (step < 1 || step > totalSteps) {
            throw new IllegalArgumentException(
                    "learning rate: expected a step from 1 to %d, found %d".formatted(totalSteps, step));
        }
        return step - 1;
    }

    /**
     * A constant learning rate.
     *
     * @param rate above 0
     */
    record Constant(double rate) implements Schedule {
        public Constant {
            Setting.requirePositive("learning rate", rate);
        }

        @Override
        public double learningRate(int step, int totalSteps) {
            before(step, totalSteps);
            return rate;
        }
    }

    /**
     * Step decay, as {@code StepLR}: {@code rate gamma^floor((s - 1) / every)}.
     *
     * @param rate of the first step, above 0
     * @param every number of steps with the same rate, 1 or more
     * @param gamma factor by which the rate is then multiplied, above 0
     */
    record StepDecay(double rate, int every, double gamma) implements Schedule {
        public StepDecay {
            Setting.requirePositive("learning rate", rate);
            Setting.requirePositive("gamma", gamma);
            if (every < 1) {
                throw new IllegalArgumentException("step decay: expected every 1 step or more, found every " + every);
            }
        }

        @Override
        public double learningRate(int step, int totalSteps) {
            int drops = before(step, totalSteps) / every;
            return rate * StrictMath.pow(gamma, drops);
        }
    }

    /**
     * Cosine annealing (Loshchilov and Hutter, <i>SGDR</i>, 2017, eq. 5, without restarts), as
     * {@code CosineAnnealingLR(T_max=total, eta_min=minimum)}: {@code minimum + (rate - minimum) (1 + cos(pi (s - 1) / total)) / 2}.
     * The minimum would be the rate of the step after the last.
     *
     * @param rate of the first step, above 0
     * @param minimum the final rate, from 0 to the first rate
     */
    record Cosine(double rate, double minimum) implements Schedule {
        public Cosine {
            Setting.requirePositive("learning rate", rate);
            Setting.requireNotNegative("minimum learning rate", minimum);
            if (minimum > rate) {
                throw new IllegalArgumentException(
                        "minimum learning rate: expected at most the first, %s, found %s".formatted(rate, minimum));
            }
        }

        @Override
        public double learningRate(int step, int totalSteps) {
            return anneal(rate, minimum, (double) before(step, totalSteps) / totalSteps);
        }
    }

    /**
     * One-cycle policy: a warm-up and then a decay, each along half a cosine (Smith and Topin, <i>Super-convergence</i>, 2018, in the two phases
     * of fast.ai), as {@code OneCycleLR(cycle_momentum=False)}: from {@code maximum / divisor} up to the maximum at step
     * {@code warmUp total}, whole or between two, and down to {@code maximum / divisor / finalDivisor} at the last.
     *
     * @param maximum the largest rate, above 0
     * @param warmUp share of the steps in the warm-up, from 0 to below 1; PyTorch's {@code pct_start}, 0.3 unless given
     * @param divisor above 0; PyTorch's {@code div_factor}, 25 unless given
     * @param finalDivisor above 0; PyTorch's {@code final_div_factor}, 1e4 unless given
     */
    record OneCycle(double maximum, double warmUp, double divisor, double finalDivisor) implements Schedule {
        public OneCycle {
            Setting.requirePositive("maximum learning rate", maximum);
            Setting.requireShare("warm-up", warmUp);
            Setting.requirePositive("divisor", divisor);
            Setting.requirePositive("final divisor", finalDivisor);
        }

        @Override
        public double learningRate(int step, int totalSteps) {
            int before = before(step, totalSteps);
            double first = maximum / divisor;
            double last = first / finalDivisor;
            double top = warmUp * totalSteps - 1; // steps before it
            return before <= top && top > 0 // at 0 the first step is the top, and PyTorch 1.13 divides by it
                    ? anneal(first, maximum, before / top)
                    : anneal(maximum, last, (before - top) / (totalSteps - 1 - top));
        }
    }

    /** Interpolates between two rates along half a cosine. */
    private static double anneal(double from, double to, double share) {
        return to + (from - to) / 2 * (StrictMath.cos(Math.PI * share) + 1);
    }
}
