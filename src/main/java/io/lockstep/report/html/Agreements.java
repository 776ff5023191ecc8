package io.lockstep.report.html;

import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.summary;

import io.lockstep.check.Agreement;
import io.lockstep.check.TensorAgreement;
import io.lockstep.check.Verification;
import io.lockstep.report.RunRecord;
import io.lockstep.train.StepRecord;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The independent checks of the gradients, with their outcomes, and the audit. */
final class Agreements {
    private static final int SHOWN_AT_EITHER_END = 3;
    private static final int SHOWN_THAT_DIFFER = 6;

    private final RunRecord record;

    Agreements(RunRecord record) {
        this.record = record;
    }

    DomContent content() {
        List<Verification> all = record.verifications();
        List<Verification> shown = shown(all);
        long differing = all.stream().filter(each -> !each.agrees()).count();
        String summary = all.isEmpty()
                ? "No step's gradient was checked."
                : "%s checked: %s.%s"
                        .formatted(
                                Numbers.count(all.size(), "step") + (all.size() == 1 ? " was" : " were"),
                                differing == 0 ? "all agree" : Numbers.text("%,d do not agree", differing),
                                shown.size() == all.size()
                                        ? ""
                                        : Numbers.text(
                                                " Shown are %,d of them: the first, the last, and those that differ.",
                                                shown.size()));
        return Html.part(
                "agreements", "Agreement of the gradients", p(summary), each(shown, Agreements::verification), audit());
    }

    private static List<Verification> shown(List<Verification> all) {
        List<Verification> differing = all.stream()
                .filter(each -> !each.agrees())
                .limit(SHOWN_THAT_DIFFER)
                .toList();
        return Stream.concat(
                        Stream.concat(all.stream().limit(SHOWN_AT_EITHER_END), differing.stream()),
                        all.stream().skip(Math.max(0, all.size() - SHOWN_AT_EITHER_END)))
                .distinct()
                .sorted(Comparator.comparingInt(Verification::step))
                .toList();
    }

    private static DomContent verification(Verification verification) {
        List<Agreement> agreements = Stream.concat(verification.agreements().stream(), verification.among().stream())
                .toList();
        return div(
                h3(Numbers.text("Step %,d", verification.step())),
                p("Verdict: " + verification.verdict() + ".").withClass(verification.agrees() ? "good" : "bad"),
                Html.tableOf(
                        List.of(
                                "checked",
                                "against",
                                "outcome",
                                "worst at",
                                "value",
                                "expected",
                                "‖a-b‖/‖b‖",
                                "tolerance",
                                "took"),
                        agreements.stream().map(Agreements::row).toList()),
                each(agreements.stream()
                        .filter(agreement -> !agreement.note().isEmpty()
                                || !agreement.diagnosis().isEmpty())
                        .map(agreement -> Html.note(remark(agreement)))),
                verification.kinks() == 0
                        ? each()
                        : Html.note(Numbers.count(verification.kinks(), "activation")
                                + " so close to the kink of the ReLU that a float32 pass may take either side."),
                details(summary("Every tensor"), tensors(agreements)));
    }

    private static String remark(Agreement agreement) {
        return Html.joined(
                        " ",
                        agreement.left() + " against " + agreement.right() + ":",
                        agreement.note(),
                        agreement.diagnosis().isEmpty() ? "" : "likely cause: " + agreement.diagnosis())
                + ".";
    }

    private static List<String> row(Agreement agreement) {
        TensorAgreement worst = worst(agreement);
        boolean equal = worst.maxAbsolute() == 0;
        return List.of(
                agreement.left(),
                agreement.right(),
                agreement.outcome(),
                equal ? "-" : worst.worst(),
                equal ? "-" : value(worst.left()),
                equal ? "-" : value(worst.right()),
                Numbers.brief(worst.normwise()),
                agreement.exact() ? "0" : Numbers.brief(worst.tolerance()),
                agreement.milliseconds() == 0 ? "-" : Numbers.duration(agreement.milliseconds()));
    }

    /** The tensor that is nearest to its tolerance, or beyond it. */
    private static TensorAgreement worst(Agreement agreement) {
        return agreement.tensors().stream()
                .max(Comparator.comparing((TensorAgreement tensor) -> !tensor.agrees())
                        .thenComparingDouble(tensor -> tensor.normwise() / tensor.tolerance()))
                .orElseThrow(); // the loss is always among them
    }

    private static DomContent tensors(List<Agreement> agreements) {
        List<List<String>> rows = new ArrayList<>();
        for (Agreement agreement : agreements) {
            for (TensorAgreement tensor : agreement.tensors()) {
                rows.add(List.of(
                        agreement.left() + " against " + agreement.right(),
                        tensor.name(),
                        tensor.agrees() ? "agrees" : "DIFFERS",
                        tensor.near() ? "yes" : "NO",
                        Numbers.brief(tensor.normwise()),
                        Numbers.brief(tensor.tolerance()),
                        Numbers.brief(tensor.maxAbsolute()),
                        Numbers.text("%.1f", tensor.ulps()),
                        tensor.worst(),
                        value(tensor.left()),
                        value(tensor.right())));
            }
        }
        return Html.tableOf(
                List.of(
                        "check",
                        "tensor",
                        "outcome",
                        "near",
                        "‖a-b‖/‖b‖",
                        "tolerance",
                        "max |a-b|",
                        "ulps",
                        "worst at",
                        "a",
                        "b"),
                rows);
    }

    private static String value(double value) {
        return Numbers.text("%.8g", value);
    }

    private DomContent audit() {
        long blocks =
                record.steps().stream().mapToLong(StepRecord::auditedBlocks).sum();
        long elsewhere =
                record.steps().stream().mapToLong(StepRecord::auditedElsewhere).sum();
        if (blocks == 0) {
            return each();
        }
        return div(
                h3("Audit"),
                p(Numbers.text(
                        "%s of %s computed again, %s on another executor: bit-identical.",
                        Numbers.count(blocks, "block"),
                        Numbers.count(record.steps().size(), "step"),
                        elsewhere == 0 ? "none" : Numbers.text("%,d", elsewhere))));
    }
}
