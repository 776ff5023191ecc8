package io.lockstep.report.html;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.header;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.lockstep.network.Architecture;
import io.lockstep.report.RunRecord;
import io.lockstep.report.StepRecord;
import j2html.tags.DomContent;
import java.util.LinkedHashMap;
import java.util.Map;

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
        facts.put(
                "Validation accuracy" + when,
                last == null
                        ? "not evaluated"
                        : Numbers.percent(last.evaluation().accuracy()));
        facts.put(
                "Validation loss" + when,
                last == null ? "not evaluated" : Numbers.loss(last.evaluation().loss()));
        facts.put("Steps", steps());
        facts.put("Duration", Numbers.duration(1e3 * record.seconds()));
        facts.put("Started", Numbers.moment(record.startedAt()));
        Architecture network = record.architecture();
        facts.put("Network", Numbers.text("%s, %,d parameters", network, network.parameterCount()));
        facts.put(
                "Data",
                Numbers.text(
                        "%s, %,d rows",
                        record.trainData().name(), record.trainData().rows()));
        if (!record.gradients().equals(EXACT)) {
            facts.put("Gradient", record.gradients() + ": averaged, so the result depends on the number of partitions");
        }
        return facts;
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
