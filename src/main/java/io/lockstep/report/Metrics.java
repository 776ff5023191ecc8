package io.lockstep.report;

import io.lockstep.metric.Confusion;
import io.lockstep.metric.Evaluation;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of a network on labelled data.
 *
 * @param loss mean loss
 * @param accuracy share of the examples whose class is predicted, 0 .. 1
 * @param exampleCount how many examples
 * @param classes each class by itself
 * @param confusion examples by label (rows) and predicted class (columns)
 */
public record Metrics(
        double loss, double accuracy, long exampleCount, List<ClassMetrics> classes, List<List<Long>> confusion) {

    /**
     * Metrics of one class.
     *
     * @param exampleCount examples of the class
     * @param precision share of the examples predicted as this class that belong to it; absent where none was
     * @param recall share of the class's examples that were predicted correctly; absent where there are none
     */
    public record ClassMetrics(
            int label,
            long exampleCount,
            @Nullable Double precision,
            @Nullable Double recall) {}

    /** Of an evaluation. */
    public static Metrics of(Evaluation evaluation) {
        Confusion confusion = evaluation.confusion();
        return new Metrics(
                evaluation.loss(),
                evaluation.accuracy(),
                evaluation.exampleCount(),
                IntStream.range(0, confusion.classes())
                        .mapToObj(label -> new ClassMetrics(
                                label,
                                confusion.ofLabel(label),
                                defined(confusion.precision(label)),
                                defined(confusion.recall(label))))
                        .toList(),
                confusion.counts());
    }

    private static @Nullable Double defined(double share) {
        return Double.isNaN(share) ? null : share;
    }
}
