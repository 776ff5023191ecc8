package io.lockstep.report;

import io.lockstep.metric.TwoClasses;

/**
 * How well two classes are told apart at any threshold.
 *
 * @param positive the class that the score speaks for: the second one
 * @param rocAuc area under the ROC curve
 * @param averagePrecision area under the precision-recall curve, as scikit-learn's {@code average_precision_score} defines it
 * @param isExact whether both are exact; false where there were too many distinct scores, and their lowest bits were left out
 */
public record RankingMetrics(String positive, double rocAuc, double averagePrecision, boolean isExact) {

    static RankingMetrics of(TwoClasses classes, TargetNames names) {
        return new RankingMetrics(names.of(1), classes.rocAuc(), classes.averagePrecision(), classes.isExact());
    }
}
