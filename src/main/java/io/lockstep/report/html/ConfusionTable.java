package io.lockstep.report.html;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import io.lockstep.data.DatasetCard;
import io.lockstep.metric.Classification;
import io.lockstep.metric.Confusion;
import io.lockstep.metric.TwoClasses;
import io.lockstep.report.RunRecord;
import io.lockstep.report.TargetNames;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The confusion matrix, with the precision and recall of each class. */
final class ConfusionTable {
    private static final double DARK = 0.75;
    private static final String RIGHT = "37, 99, 235";
    private static final String WRONG = "225, 70, 50";

    private final RunRecord record;
    private final TargetNames names;
    private final @Nullable String missingInk;

    ConfusionTable(RunRecord record, @Nullable String missingInk) {
        this.record = record;
        this.missingInk = missingInk;
        names = record.targets();
    }

    DomContent content() {
        LastEvaluation last = LastEvaluation.of(record);
        if (last == null || !(last.evaluation().quality() instanceof Classification classes)) {
            return Html.part(
                    "confusion",
                    "Confusion matrix",
                    Html.note("The network was never evaluated on the validation set."));
        }
        TwoClasses twoClasses = classes.twoClasses();
        return Html.part(
                "confusion",
                "Confusion matrix",
                p(Numbers.text(
                        "The %,d validation examples (%s): true classes in rows, predicted classes in columns.",
                        last.evaluation().exampleCount(), last.when())),
                matrix(classes.confusion()),
                twoClasses == null ? each() : new RankingCurves(twoClasses, names.of(1), missingInk).content());
    }

    private DomContent matrix(Confusion confusion) {
        int shown = record.heldOutData() instanceof DatasetCard images
                ? Math.min(images.classes(), confusion.classes())
                : confusion.classes();
        List<Integer> classes = IntStream.range(0, shown).boxed().toList();
        long most = classes.stream()
                .flatMapToLong(label -> IntStream.range(0, confusion.classes())
                        .filter(predicted -> predicted != label)
                        .mapToLong(predicted -> confusion.count(label, predicted)))
                .max()
                .orElse(0);
        boolean beyond = confusion.classes() > shown; // a single output may be any number
        return div(table(
                                caption("Confusion matrix, precision and recall of each class"),
                                thead(tr(
                                        th("label"),
                                        each(classes, predicted -> th(names.of(predicted))),
                                        beyond ? th(shown + " and above") : each(),
                                        th("recall"))),
                                tbody(
                                        each(
                                                classes,
                                                label -> tr(
                                                        th(names.of(label)),
                                                        each(
                                                                classes,
                                                                predicted -> cell(confusion, label, predicted, most)),
                                                        beyond
                                                                ? shaded(beyond(confusion, label, shown), most, WRONG)
                                                                : each(),
                                                        share(confusion.recall(label)))),
                                        tr(
                                                th("precision"),
                                                each(classes, predicted -> share(confusion.precision(predicted))),
                                                beyond ? td() : each(),
                                                td())))
                        .withClass("confusion"))
                .withClass("scroll");
    }

    private static DomContent cell(Confusion confusion, int label, int predicted, long most) {
        long count = confusion.count(label, predicted);
        return label == predicted ? shaded(count, confusion.ofLabel(label), RIGHT) : shaded(count, most, WRONG);
    }

    private static long beyond(Confusion confusion, int label, int first) {
        return IntStream.range(first, confusion.classes())
                .mapToLong(predicted -> confusion.count(label, predicted))
                .sum();
    }

    /** The stronger, the larger the share; by the root, so that little can be seen. */
    private static TdTag shaded(long count, long of, String colour) {
        TdTag cell = td(Numbers.text("%,d", count));
        if (count == 0) {
            return cell.withClass("zero");
        }
        double strength = Math.min(1, Math.sqrt((double) count / of));
        return cell.withStyle(Numbers.text("background: rgba(%s, %.2f)", colour, 0.8 * strength)
                + (strength > DARK ? "; color: #fff" : ""));
    }

    private static TdTag share(double share) {
        return td(Numbers.percent(share)).withClass("share");
    }
}
