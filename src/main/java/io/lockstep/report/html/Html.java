package io.lockstep.report.html;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.img;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page is made of. j2html escapes every text and every attribute. */
final class Html {
    private static final String HASH = "[0-9a-f]{64}";

    private Html() {}

    /** A part of the page with its heading. */
    static DomContent part(String id, String title, DomContent... content) {
        return section(h2(title), each(content)).withId(id);
    }

    /** A sentence that explains. */
    static DomContent note(String text) {
        return p(text).withClass("note");
    }

    /** Figures side by side where there is room. */
    static DomContent grid(List<DomContent> figures) {
        return div(each(figures.toArray(DomContent[]::new))).withClass("grid");
    }

    /** A chart with its title, its legend and a remark; in words where charts cannot be drawn. */
    static DomContent figureOf(Chart chart, String remark, @Nullable String missingInk) {
        List<Curve> curves = chart.curves();
        if (curves.isEmpty()) {
            return figure(caption(chart.title(), remark), note("Nothing to draw."));
        }
        if (missingInk != null) {
            return figure(
                    caption(chart.title(), remark),
                    note("Not drawn: Java cannot render text on the machine of the run (" + missingInk + ")."),
                    p(chart.words()));
        }
        DomContent picture = img().withSrc(Picture.address(chart.image()))
                .withAlt(chart.words())
                .attr("width", Chart.WIDTH)
                .attr("height", chart.height());
        return figure(
                caption(chart.title(), remark + (chart.isLogarithmic() ? " Logarithmic." : "")),
                legend(curves),
                picture);
    }

    /** A title in bold, and a remark behind it. */
    static DomContent caption(String title, String remark) {
        return figcaption(strong(title), text(" "), span(remark));
    }

    private static DomContent legend(List<Curve> curves) {
        return ul(each(curves, curve -> li(swatch(curve), span(curve.name())))).withClass("legend");
    }

    private static DomContent swatch(Curve curve) {
        String colour = Numbers.text("#%06x", curve.colour().getRGB() & 0xffffff);
        return span().withClass("swatch")
                .withStyle(
                        switch (curve.style()) {
                            case SOLID -> "border-top: 3px solid " + colour;
                            case DASHED -> "border-top: 3px dashed " + colour;
                            case FAINT -> "border-top: 1px solid " + colour;
                            case AREA -> "border-top: 10px solid " + colour;
                            case DOTS -> "border-top: 5px dotted " + colour;
                        });
    }

    /** A table that scrolls by itself where the page is narrow. */
    static DomContent tableOf(List<String> headings, List<List<String>> rows) {
        return div(table(
                        thead(tr(each(headings, heading -> th(heading)))),
                        tbody(each(rows, row -> tr(each(row, Html::cell))))))
                .withClass("scroll");
    }

    private static DomContent cell(String text) {
        return text.matches(HASH) ? td(span(text).withClass("digest")) : td(text);
    }

    /** Names and what they are. */
    static DomContent pairs(Map<String, String> pairs) {
        return table(tbody(each(pairs, (name, value) -> tr(th(name), cell(value)))))
                .withClass("pairs");
    }

    /** Names and what they are, with a title. */
    static DomContent pairs(String title, Map<String, String> pairs) {
        return div(strong(title), pairs(pairs)).withClass("card");
    }

    /** Texts joined, without those that are empty. */
    static String joined(String separator, String... texts) {
        return String.join(
                separator, Arrays.stream(texts).filter(text -> !text.isEmpty()).toList());
    }
}
