package io.lockstep.report.html;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.header;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.lockstep.data.DataCard;
import io.lockstep.data.table.TableCard;
import io.lockstep.metric.Classification;
import io.lockstep.metric.Regression;
import io.lockstep.network.Architecture;
import io.lockstep.report.RunRecord;
import io.lockstep.train.StepRecord;
import j2html.tags.DomContent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which run this is, how it ended, and what came out. */
final class Headline {
    private static final String OK = "ok";
    private static final String INTERRUPTED = "interrupted";
    private static final String EXACT = "exact";

    private final RunRecord record;

    Headline(RunRecord record) {
        this.record = record;
    }

    DomContent content() {
        String verdict = record.verdict();
        return header(
                p("Lockstep").withClass("brand"),
                h1(span(record.runId()), text(" "), span(verdict).withClass("verdict " + (isOk() ? "good" : mark()))),
                record.failure() == null ? each() : p(record.failure()).withClass("failure " + mark()),
                div(each(facts(), (name, value) -> div(div(name), div(value)).withClass("fact")))
                        .withClass("facts"),
                div(div("Parameters " + parametersOf()), div(digest()).withClass("digest"))
                        .withClass("parameters"));
    }

    private boolean isOk() {
        return record.verdict().equals(OK);
    }

    private String mark() {
        return record.verdict().equals(INTERRUPTED) ? "fair" : "bad";
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        LastEvaluation last = LastEvaluation.of(record);
        String when = last == null ? "" : " (" + last.when() + ")";
        if (record.hasValidation()) {
            quality(last, facts, when);
            facts.put(
                    "Validation loss" + when,
                    last == null
                            ? "not evaluated"
                            : Numbers.loss(last.evaluation().loss()));
        } else {
            facts.put(
                    "Training loss (last step)",
                    record.steps().isEmpty()
                            ? "no step was taken"
                            : Numbers.loss(lastStep().loss()));
            facts.put("Validation", "no validation set");
        }
        facts.put("Steps", steps());
        facts.put("Duration", Numbers.duration(1e3 * record.seconds()));
        facts.put("Started", Numbers.moment(record.startedAt()));
        Architecture network = record.architecture();
        facts.put("Network", Numbers.text("%s, %,d parameters", network, network.parameterCount()));
        facts.put("Data", data());
        if (!record.gradients().equals(EXACT)) {
            facts.put("Gradient", record.gradients() + ": averaged, so the result depends on the number of partitions");
        }
        return facts;
    }

    private static void quality(@Nullable LastEvaluation last, Map<String, String> facts, String when) {
        if (last == null) {
            facts.put("Validation accuracy", "not evaluated");
        } else if (last.evaluation().quality() instanceof Regression regression) {
            facts.put("Validation RMSE" + when, Numbers.precise(regression.rmse()));
            facts.put("Validation R²" + when, RegressionErrors.rSquared(regression.rSquared()));
        } else if (last.evaluation().quality() instanceof Classification classes) {
            facts.put("Validation accuracy" + when, Numbers.percent(classes.accuracy()));
            if (classes.twoClasses() != null) {
                facts.put(
                        "Validation ROC AUC" + when,
                        Numbers.text("%.4f", classes.twoClasses().rocAuc()));
            }
        }
    }

    private String data() {
        DataCard card = record.trainData();
        return Numbers.text("%s, %,d rows", card.name(), card.rows())
                + (card instanceof TableCard table
                        ? ", " + Numbers.count(table.columns().size(), "column")
                        : "");
    }

    private String steps() {
        String taken =
                Numbers.text("%,d", record.steps().isEmpty() ? 0 : lastStep().step());
        return record.resumedAfter() == 0
                ? taken
                : Numbers.text("%s, resumed after step %,d", taken, record.resumedAfter());
    }

    private String parametersOf() {
        if (record.model() != null) {
            return "of the model, SHA-256";
        }
        return record.steps().isEmpty()
                ? "at initialisation"
                : Numbers.text(
                        "after step %,d, the last that is recorded, SHA-256",
                        lastStep().step());
    }

    private String digest() {
        if (record.model() != null) {
            return record.model().parametersSha256();
        }
        return record.steps().isEmpty() ? "no step was taken" : lastStep().parametersSha256();
    }

    private StepRecord lastStep() {
        return record.steps().get(record.steps().size() - 1);
    }
}
