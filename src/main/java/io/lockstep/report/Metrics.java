package io.lockstep.report;

import io.lockstep.metric.Confusion;
import io.lockstep.metric.Evaluation;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well a network does on some data.
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
     * How well it does on one class.
     *
     * @param exampleCount examples of the class
     * @param precision of the examples that were taken for it, the share that is of it; absent where none was
     * @param recall the share of its examples that were recognised; absent where there are none
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
