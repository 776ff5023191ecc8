package io.lockstep.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well the scores of a network with two classes rank the examples; the second class is the positive one, as in scikit-learn. The score is
 * the second output less the first, which ranks as the probability does.
 *
 * @param rocAuc area under the ROC curve: the share of pairs of a positive and a negative example in which the positive one has the higher
 *     score, ties counting half
 * @param averagePrecision area under the precision-recall curve as scikit-learn's {@code average_precision_score} defines it: the sum over the
 *     distinct scores of precision times the increase of recall, without interpolation
 * @param positives examples of the second class
 * @param negatives examples of the first class
 * @param isExact whether both areas are those of the scores as they are; false where there were so many that their lowest bits were left out
 * @param roc points (false positive rate, true positive rate), some; absent of epochs
 * @param precisionRecall points (recall, precision), some; absent of epochs
 */
public record TwoClasses(
        double rocAuc,
        double averagePrecision,
        long positives,
        long negatives,
        boolean isExact,
        @Nullable List<Point> roc,
        @Nullable List<Point> precisionRecall) {

    /** A point of a curve. */
    public record Point(double x, double y) {}

    /** The numbers alone. */
    TwoClasses withoutPlots() {
        return new TwoClasses(rocAuc, averagePrecision, positives, negatives, isExact, null, null);
    }
}
