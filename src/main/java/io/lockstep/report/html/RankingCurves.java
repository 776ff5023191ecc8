package io.lockstep.report.html;

import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;

import io.lockstep.metric.TwoClasses;
import j2html.tags.DomContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ROC and precision-recall curve of two classes. */
final class RankingCurves {
    private final TwoClasses classes;
    private final String positive;
    private final @Nullable String missingInk;

    /** {@code positive} is what the second class is called. */
    RankingCurves(TwoClasses classes, String positive, @Nullable String missingInk) {
        this.classes = classes;
        this.positive = positive;
        this.missingInk = missingInk;
    }

    DomContent content() {
        List<TwoClasses.Point> roc = classes.roc();
        List<TwoClasses.Point> precisionRecall = classes.precisionRecall();
        return each(
                h3("ROC and precision-recall curve"),
                p(
                        Numbers.text(
                                "ROC AUC %.6f, PR AUC %.6f (average precision, as scikit-learn defines it). The positive class is %s: %s, and %s of the other class.%s",
                                classes.rocAuc(),
                                classes.averagePrecision(),
                                positive,
                                Numbers.count(classes.positives(), "example"),
                                Numbers.text("%,d", classes.negatives()),
                                classes.isExact()
                                        ? ""
                                        : " Approximate: there are too many distinct scores, so their lowest bits were left out.")),
                roc == null || precisionRecall == null
                        ? Html.note("There are curves of a kept model only.")
                        : Html.grid(List.of(roc(roc), precisionRecall(precisionRecall))));
    }

    private DomContent roc(List<TwoClasses.Point> points) {
        Chart chart = new Chart("ROC curve", "false positive rate")
                .overNumbers(0, 1, Numbers.text("true against false positive rate, area %.4f", classes.rocAuc()))
                .between(0, 1)
                .tall()
                .with(Curve.of("by chance", line(0, 1), 9).line())
                .with(Curve.of("true positive rate", points(points), 0));
        return Html.figureOf(chart, "Over all thresholds.", missingInk);
    }

    private DomContent precisionRecall(List<TwoClasses.Point> points) {
        double share = (double) classes.positives() / (classes.positives() + classes.negatives());
        Chart chart = new Chart("Precision-recall curve", "recall")
                .overNumbers(0, 1, Numbers.text("precision against recall, area %.4f", classes.averagePrecision()))
                .between(0, 1)
                .tall()
                .with(Curve.of("by chance", line(share, share), 9).line())
                .with(Curve.of("precision", points(points), 1));
        return Html.figureOf(chart, "Over all thresholds.", missingInk);
    }

    private static Points line(double first, double last) {
        return new Points(new double[] {0, 1}, new double[] {first, last});
    }

    private static Points points(List<TwoClasses.Point> points) {
        return Points.of(points, TwoClasses.Point::x, TwoClasses.Point::y);
    }
}
