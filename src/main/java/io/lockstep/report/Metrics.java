package io.lockstep.report;

import io.lockstep.metric.Classification;
import io.lockstep.metric.Confusion;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.Regression;
import io.lockstep.metric.TwoClasses;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of a network on labelled data: of its classes, or of its numbers.
 *
 * @param loss mean loss
 * @param accuracy share of the examples whose class is predicted, 0 .. 1; absent of a regression
 * @param exampleCount how many examples
 * @param classes each class by itself; absent of a regression
 * @param confusion examples by label (rows) and predicted class (columns); absent of a regression
 * @param ranking areas under the curves of two classes; absent otherwise
 * @param regression errors of a regression; absent of classes
 */
public record Metrics(
        double loss,
        @Nullable Double accuracy,
        long exampleCount,
        @Nullable List<ClassMetrics> classes,
        @Nullable List<List<Long>> confusion,
        @Nullable RankingMetrics ranking,
        @Nullable RegressionMetrics regression) {

    /**
     * Metrics of one class.
     *
     * @param label its position
     * @param name what it is called in the data; absent in files of earlier builds
     * @param exampleCount examples of the class
     * @param precision share of the examples predicted as this class that belong to it; absent where none was
     * @param recall share of the class's examples that were predicted correctly; absent where there are none
     */
    public record ClassMetrics(
            int label,
            @Nullable String name,
            long exampleCount,
            @Nullable Double precision,
            @Nullable Double recall) {

        /** What it is called. */
        public String called() {
            return name == null ? Integer.toString(label) : name;
        }
    }

    /** Of an evaluation, with classes that are numbers. */
    public static Metrics of(Evaluation evaluation) {
        return of(evaluation, TargetNames.NUMBERS);
    }

    /** Of an evaluation. */
    public static Metrics of(Evaluation evaluation, TargetNames names) {
        if (evaluation.quality() instanceof Regression regression) {
            return new Metrics(
                    evaluation.loss(),
                    null,
                    evaluation.exampleCount(),
                    null,
                    null,
                    null,
                    RegressionMetrics.of(regression, names));
        }
        Classification quality = (Classification) evaluation.quality();
        Confusion confusion = quality.confusion();
        TwoClasses twoClasses = quality.twoClasses();
        return new Metrics(
                evaluation.loss(),
                quality.accuracy(),
                evaluation.exampleCount(),
                IntStream.range(0, confusion.classes())
                        .mapToObj(label -> new ClassMetrics(
                                label,
                                names.of(label),
                                confusion.ofLabel(label),
                                defined(confusion.precision(label)),
                                defined(confusion.recall(label))))
                        .toList(),
                confusion.counts(),
                twoClasses == null ? null : RankingMetrics.of(twoClasses, names),
                null);
    }

    private static @Nullable Double defined(double share) {
        return Double.isNaN(share) ? null : share;
    }
}
