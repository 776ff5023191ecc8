package io.lockstep.report.html;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.head;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;

import io.lockstep.data.table.TableCard;
import io.lockstep.metric.Regression;
import io.lockstep.report.RunRecord;
import j2html.TagCreator;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole page. */
public final class RunReport {
    /** What the page may load: nothing but what is in it. */
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private RunReport() {}

    /** Of a run that completed or failed. */
    public static String html(RunRecord record) {
        return html(record, Ink.missing());
    }

    /** In place of a page that could not be made: a run is not lost for it. */
    public static String unavailable(RunRecord record, Throwable reason) {
        return document(TagCreator.html(
                        head(meta().withCharset("utf-8"), title("Lockstep run " + record.runId())),
                        body(p(
                                "Run %s: %s. This page could not be generated: %s. run.json in the same folder has every number."
                                        .formatted(record.runId(), record.verdict(), reason))))
                .withLang("en"));
    }

    /** Where {@code missingInk} is not null, with words in place of charts, and why. */
    static String html(RunRecord record, @Nullable String missingInk) {
        return document(TagCreator.html(
                        head(
                                meta().withCharset("utf-8"),
                                meta().attr("http-equiv", "Content-Security-Policy")
                                        .withContent(POLICY),
                                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                title("Lockstep run " + record.runId()),
                                style(rawHtml(sheet()))),
                        body(main(
                                new Headline(record).content(),
                                nav(each(parts(record), (id, name) -> (DomContent) a(name).withHref("#" + id))),
                                each(sections(record, missingInk)),
                                footer("Written by Lockstep "
                                        + record.environment().build() + " from run.json, which has every number."))))
                .withLang("en"));
    }

    /** Drawn side by side: most of their time goes into pictures. */
    private static DomContent[] sections(RunRecord record, @Nullable String missingInk) {
        return Stream.<Supplier<DomContent>>of(
                        () -> new LearningCurves(record, missingInk).content(),
                        () -> new LayerStatistics(record, missingInk).content(),
                        () -> new Agreements(record).content(),
                        () -> record.hasValidation() ? quality(record, missingInk) : each(),
                        () -> record.heldOutData() == null
                                ? each()
                                : new Mistakes(record, record.heldOutData()).content(),
                        () -> record.trainData() instanceof TableCard table
                                ? new TableData(table, record.heldOutData(), missingInk).content()
                                : each(),
                        () -> new Times(record, missingInk).content(),
                        () -> new Provenance(record).content())
                .parallel()
                .map(Supplier::get)
                .toArray(DomContent[]::new);
    }

    /** How good the network is: which classes it takes for which, or how large its errors are. */
    private static DomContent quality(RunRecord record, @Nullable String missingInk) {
        LastEvaluation last = LastEvaluation.of(record);
        Regression regression = last == null ? null : last.regression();
        return last == null || regression == null
                ? new ConfusionTable(record, missingInk).content()
                : new RegressionErrors(last, regression, record.targets(), missingInk).content();
    }

    private static Map<String, String> parts(RunRecord record) {
        LastEvaluation last = LastEvaluation.of(record);
        boolean isRegression = last != null && last.regression() != null;
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("curves", "Learning");
        parts.put("layers", "Layers");
        parts.put("agreements", "Agreement");
        if (record.hasValidation()) {
            parts.put(isRegression ? "errors" : "confusion", isRegression ? "Errors" : "Confusion matrix");
            parts.put("mistakes", isRegression ? "Largest errors" : "Mistakes");
        }
        if (record.trainData() instanceof TableCard) {
            parts.put("data", "Data");
        }
        parts.put("time", "Time");
        parts.put("provenance", "Provenance");
        return parts;
    }

    private static String sheet() {
        try (InputStream in = Objects.requireNonNull(RunReport.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of our own jar
        }
    }
}
