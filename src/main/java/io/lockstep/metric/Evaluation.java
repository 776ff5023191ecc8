package io.lockstep.metric;

import io.lockstep.data.TargetUnits;
import io.lockstep.network.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of forward passes over many blocks. Which of the components are there says {@link #quality}; they stand beside one another, and not
 * in it, because files of earlier builds have accuracy and confusion here.
 *
 * @param loss mean loss
 * @param accuracy share of correctly predicted examples, 0 .. 1; absent of a regression
 * @param exampleCount number of examples
 * @param confusion confusion matrix; absent of a regression
 * @param activations of each module, in the order of the data's path
 * @param twoClasses the ranking of two classes' examples; absent of more classes, and of a regression
 * @param regression errors of a regression; absent of classes
 */
public record Evaluation(
        double loss,
        @Nullable Double accuracy,
        long exampleCount,
        @Nullable Confusion confusion,
        List<Activations> activations,
        @Nullable TwoClasses twoClasses,
        @Nullable Regression regression) {

    /**
     * Statistics of one module's output.
     *
     * @param name {@code linear 1}, {@code relu 1}, ...
     */
    public record Activations(String name, double mean, double deviation, Histogram histogram) {}

    /** With this quality. */
    public static Evaluation of(double loss, long exampleCount, Quality quality, List<Activations> activations) {
        return quality instanceof Classification classes
                ? new Evaluation(
                        loss,
                        classes.accuracy(),
                        exampleCount,
                        classes.confusion(),
                        activations,
                        classes.twoClasses(),
                        null)
                : new Evaluation(loss, null, exampleCount, null, activations, null, (Regression) quality);
    }

    /** The metrics of all blocks, targets as they are; bit-identical for any distribution of the blocks over tasks. */
    public static Evaluation of(Architecture architecture, EvaluationSums blocks) {
        return of(architecture, blocks, TargetUnits.AS_THEY_ARE);
    }

    /**
     * The metrics of all blocks; bit-identical for any distribution of the blocks over tasks.
     *
     * @param units of a regression's targets
     */
    public static Evaluation of(Architecture architecture, EvaluationSums blocks, TargetUnits units) {
        long exampleCount = blocks.exampleCount();
        if (exampleCount < 1) {
            throw new IllegalStateException("expected an evaluation of at least 1 example, found none");
        }
        List<Activations> activations = new ArrayList<>();
        for (ActivationSums sums : blocks.activations()) {
            int module = activations.size();
            String kind = module % 2 == 0 ? "linear" : architecture.activation().toString();
            activations.add(
                    new Activations(kind + " " + (module / 2 + 1), sums.mean(), sums.deviation(), sums.histogram()));
        }
        return of(blocks.lossSum() / exampleCount, exampleCount, blocks.quality(units), activations);
    }

    /** How well the network predicts. */
    public Quality quality() {
        return regression != null
                ? regression
                : new Classification(
                        Objects.requireNonNull(accuracy, "an evaluation of classes without its accuracy"),
                        Objects.requireNonNull(confusion, "an evaluation of classes without its confusion matrix"),
                        twoClasses);
    }

    /** The same without what is only drawn; for the record of an epoch. */
    public Evaluation withoutPlots() {
        return new Evaluation(
                loss,
                accuracy,
                exampleCount,
                confusion,
                activations,
                twoClasses == null ? null : twoClasses.withoutPlots(),
                regression == null ? null : regression.withoutPlots());
    }
}
