package io.lockstep.cli;

import io.lockstep.block.BlockPlan;
import io.lockstep.metric.Evaluation;
import io.lockstep.train.StepRecord;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Training progress on the screen: a line per step of full batches, otherwise a line per epoch. */
final class EpochLines {
    private final Screen screen;
    private final BlockPlan plan;
    private final int evaluateEvery;
    private double lossSum;
    private long exampleCount;
    private double milliseconds;
    private @Nullable StepRecord epoch;

    /**
     * Of a training over this plan.
     *
     * @param evaluateEvery so many epochs {@link #evaluation} follows the last step of an epoch; 0: never
     */
    EpochLines(Screen screen, BlockPlan plan, int evaluateEvery) {
        this.screen = screen;
        this.plan = plan;
        this.evaluateEvery = evaluateEvery;
    }

    /** A step was taken. */
    void step(StepRecord step) {
        if (!plan.isShuffled()) {
            screen.line(
                    "  step %3d   loss %9.6f   |gradient| %9.6f   %5.0f ms   parameters %.12s",
                    step.step(), step.loss(), step.gradientNorm(), step.milliseconds(), step.parametersSha256());
            return;
        }
        lossSum += step.loss() * step.exampleCount();
        exampleCount += step.exampleCount();
        milliseconds += step.milliseconds();
        if (plan.endsEpoch(step.step())) {
            epoch = step;
            if (evaluateEvery == 0 || step.epoch() % evaluateEvery != 0) {
                endEpoch("");
            }
        }
    }

    /** The network was evaluated after the last step. */
    void evaluation(Evaluation heldOut) {
        String result = String.format(Locale.ROOT, "validation %.6f, %s", heldOut.loss(), QualityText.brief(heldOut));
        if (plan.isShuffled()) {
            endEpoch("  %-38s".formatted(result)); // as wide with an accuracy of 100 %
        } else {
            screen.line("             %s", result);
        }
    }

    /** Prints the epoch that has ended and has not been printed. */
    private void endEpoch(String evaluation) {
        if (epoch != null) {
            screen.line(
                    "  epoch %3d  loss %8.6f%s  %5.1f s  parameters %.12s",
                    epoch.epoch(), lossSum / exampleCount, evaluation, milliseconds / 1e3, epoch.parametersSha256());
            epoch = null;
            lossSum = 0;
            exampleCount = 0;
            milliseconds = 0;
        }
    }
}
