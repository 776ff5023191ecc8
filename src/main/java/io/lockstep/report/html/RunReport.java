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
import org.jspecify.annotations.Nullable;

/** The whole page. */
public final class RunReport {
    /** What the page may load: nothing but what is in it. */
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private static final Map<String, String> PARTS = parts();

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
                                nav(each(PARTS, (id, name) -> (DomContent) a(name).withHref("#" + id))),
                                new LearningCurves(record, missingInk).content(),
                                new LayerStatistics(record, missingInk).content(),
                                new Agreements(record).content(),
                                new ConfusionTable(record).content(),
                                new Mistakes(record).content(),
                                new Times(record, missingInk).content(),
                                new Provenance(record).content(),
                                footer("Written by Lockstep "
                                        + record.environment().build() + " from run.json, which has every number."))))
                .withLang("en"));
    }

    private static Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("curves", "Learning");
        parts.put("layers", "Layers");
        parts.put("agreements", "Agreement");
        parts.put("confusion", "Confusion matrix");
        parts.put("mistakes", "Mistakes");
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
