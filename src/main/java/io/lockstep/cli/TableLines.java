package io.lockstep.cli;

import io.lockstep.data.Moments;
import io.lockstep.data.table.Counted;
import io.lockstep.data.table.TableCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows what is in a table: its columns, its targets, and what deserves a look. */
final class TableLines {
    private static final int COLUMNS_SHOWN = 24;
    private static final int WORDS_SHOWN = 12;
    private static final int LONGEST_NAME = 28;
    private static final String NONE = "-";

    private final Screen screen;

    TableLines(Screen screen) {
        this.screen = screen;
    }

    /** Of a wide table the first columns. */
    void show(TableCard card) {
        screen.line("  rows        %,d, %,d inputs stored as %s", card.rows(), card.inputs(), card.features());
        card.targets().forEach(this::target);
        screen.line("  content     %s", card.contentHash());
        List<TableCard.Column> columns = new ArrayList<>(card.columns());
        if (card.weights() != null) {
            columns.add(card.weights());
        }
        List<TableCard.Column> shown = columns.subList(0, Math.min(COLUMNS_SHOWN, columns.size()));
        screen.table(table(shown));
        if (shown.size() < columns.size()) {
            screen.line("  and %,d more columns; `data describe --json` has all", columns.size() - shown.size());
        }
        for (TableCard.Column column : shown) {
            if (!column.categories().isEmpty()) {
                screen.wrapped("  categories  ", column.name() + ": " + counts(column.categories()));
            }
        }
        card.notices().forEach(notice -> screen.wrapped("  notice      ", notice));
    }

    private void target(TableCard.Target target) {
        Moments moments = target.moments();
        screen.wrapped(
                "  target      ",
                target.name() + ": "
                        + (moments == null
                                ? counts(target.classes())
                                : "mean %s, std %s, min %s, max %s"
                                        .formatted(
                                                QualityText.number(moments.mean()),
                                                QualityText.number(moments.deviation()),
                                                number(target.min()),
                                                number(target.max()))));
    }

    private static Table table(List<TableCard.Column> columns) {
        Table table = new Table("column", "kind", "inputs", "missing", "mean", "std", "min", "max");
        for (TableCard.Column column : columns) {
            Moments moments = column.moments();
            table.row(
                    column.name().length() <= LONGEST_NAME
                            ? column.name()
                            : column.name().substring(0, LONGEST_NAME - 1) + "…",
                    column.kind(),
                    "%,d".formatted(column.inputs()),
                    "%,d".formatted(column.missing()),
                    value(moments == null ? null : moments.mean()),
                    value(moments == null ? null : moments.deviation()),
                    moments == null ? NONE : number(column.min()),
                    moments == null ? NONE : number(column.max()));
        }
        return table;
    }

    private static String value(@Nullable Double value) {
        return value == null ? NONE : QualityText.number(value);
    }

    /** A number of the table, which a float holds: as short as it can be read back, {@code 0.2}, {@code 18823}. */
    private static String number(double value) {
        double size = Math.abs(value);
        return size < 1e7 && value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : Float.toString((float) value);
    }

    private static String counts(List<Counted> words) {
        String first = words.stream()
                .limit(WORDS_SHOWN)
                .map(each -> "%s %,d".formatted(each.name(), each.count()))
                .collect(Collectors.joining(", "));
        int more = words.size() - WORDS_SHOWN;
        return more <= 0 ? first : "%s and %,d more".formatted(first, more);
    }
}
