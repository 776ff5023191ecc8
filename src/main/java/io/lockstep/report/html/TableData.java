package io.lockstep.report.html;

import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.ul;

import io.lockstep.data.DataCard;
import io.lockstep.data.Moments;
import io.lockstep.data.table.Counted;
import io.lockstep.data.table.TableCard;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is in a table: its columns and its targets. */
final class TableData {
    private static final int COLUMNS_SHOWN = 60;
    private static final int CATEGORIES_SHOWN = 10;
    private static final int CLASSES_SHOWN = 60;
    private static final int TARGETS_SHOWN = 4;
    private static final String NONE = "-";

    private final TableCard card;
    private final @Nullable DataCard heldOut;
    private final @Nullable String missingInk;

    TableData(TableCard card, @Nullable DataCard heldOut, @Nullable String missingInk) {
        this.card = card;
        this.heldOut = heldOut;
        this.missingInk = missingInk;
    }

    DomContent content() {
        List<TableCard.Column> columns = new ArrayList<>(card.columns());
        if (card.weights() != null) {
            columns.add(card.weights());
        }
        int shown = Math.min(COLUMNS_SHOWN, columns.size());
        return Html.part(
                "data",
                "Data",
                p(Numbers.text(
                        "The %s of %s, as they stand in the table; they become %s of the network.",
                        Numbers.count(card.rows(), "training row"),
                        card.name(),
                        Numbers.count(card.inputs(), "input"))),
                card.notices().isEmpty() ? each() : ul(each(card.notices(), notice -> li(notice))),
                h3("Columns"),
                Html.tableOf(
                        List.of("column", "kind", "missing", "mean", "std", "min", "max", "categories, with rows"),
                        columns.subList(0, shown).stream().map(TableData::row).toList()),
                shown == columns.size()
                        ? each()
                        : Html.note(Numbers.text(
                                "Shown are the first %,d of %,d columns; run.json has all.", shown, columns.size())),
                h3(card.targets().size() == 1 ? "Target" : "Targets"),
                targets(card.targets()));
    }

    private static List<String> row(TableCard.Column column) {
        boolean isNumber = column.moments() != null;
        Moments moments = column.moments();
        return List.of(
                column.name(),
                column.kind() + (column.kind().equals("vector") ? Numbers.text(" of %,d", column.inputs()) : ""),
                column.missing() == 0 ? "0" : Numbers.text("%,d", column.missing()),
                moments == null ? NONE : Numbers.brief(moments.mean()),
                moments == null ? NONE : Numbers.brief(moments.deviation()),
                isNumber ? Numbers.tick(column.min()) : NONE,
                isNumber ? Numbers.tick(column.max()) : NONE,
                column.categories().isEmpty() ? NONE : counts(column.categories()));
    }

    private static String counts(List<Counted> categories) {
        String first = categories.stream()
                .limit(CATEGORIES_SHOWN)
                .map(each -> Numbers.text("%s %,d", each.name(), each.count()))
                .collect(Collectors.joining(", "));
        int more = categories.size() - CATEGORIES_SHOWN;
        return more <= 0 ? first : Numbers.text("%s and %,d more", first, more);
    }

    private DomContent targets(List<TableCard.Target> targets) {
        List<DomContent> figures = targets.stream()
                .filter(target -> target.histogram() != null)
                .limit(TARGETS_SHOWN)
                .map(this::histogram)
                .toList();
        return each(
                each(targets.stream()
                        .filter(target -> !target.classes().isEmpty())
                        .map(this::classes)),
                figures.isEmpty() ? each() : numbers(targets),
                figures.isEmpty() ? each() : Html.grid(figures));
    }

    private DomContent classes(TableCard.Target target) {
        Map<String, Long> others = heldOut instanceof TableCard other ? counts(other, target.name()) : Map.of();
        int shown = Math.min(CLASSES_SHOWN, target.classes().size());
        return each(
                Html.tableOf(
                        withoutValidation(List.of(target.name(), "training rows", "share", "validation rows")),
                        target.classes().subList(0, shown).stream()
                                .map(each -> withoutValidation(List.of(
                                        each.name(),
                                        Numbers.text("%,d", each.count()),
                                        Numbers.percent((double) each.count() / card.rows()),
                                        Numbers.text("%,d", others.getOrDefault(each.name(), 0L)))))
                                .toList()),
                shown == target.classes().size()
                        ? each()
                        : Html.note(Numbers.text(
                                "Shown are the first %,d of %,d classes; run.json has all.",
                                shown, target.classes().size())));
    }

    /** The last cell is about the validation set. */
    private List<String> withoutValidation(List<String> row) {
        return heldOut == null ? row.subList(0, row.size() - 1) : row;
    }

    private static Map<String, Long> counts(TableCard card, String target) {
        return card.targets().stream()
                .filter(other -> other.name().equals(target))
                .flatMap(other -> other.classes().stream())
                .collect(Collectors.toMap(Counted::name, Counted::count, Long::sum));
    }

    private static DomContent numbers(List<TableCard.Target> targets) {
        Function<@Nullable Double, String> number = value -> value == null ? NONE : Numbers.precise(value);
        return Html.tableOf(
                List.of("target", "mean", "std", "min", "max"),
                targets.stream()
                        .map(target -> {
                            Moments moments = target.moments();
                            return List.of(
                                    target.name(),
                                    number.apply(moments == null ? null : moments.mean()),
                                    number.apply(moments == null ? null : moments.deviation()),
                                    Numbers.tick(target.min()),
                                    Numbers.tick(target.max()));
                        })
                        .toList());
    }

    private DomContent histogram(TableCard.Target target) {
        TableCard.Histogram histogram = Objects.requireNonNull(target.histogram());
        return Html.figureOf(
                Bars.chart(target.name(), target.name(), histogram.from(), histogram.width(), histogram.counts()),
                "Of the training rows.",
                missingInk);
    }
}
