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
    private static final int ALL_SHOWN = 30;
    private static final int SOME_SHOWN = 16;
    private static final int WORDS_SHOWN = 12;
    private static final int CLASSES_SHOWN = 30;
    private static final int LONGEST_NAME = 28;
    private static final int LONGEST_KIND = 12;
    private static final int BARS = 12;
    private static final int LONGEST_BAR = 40;
    private static final String NONE = "-";

    private final Screen screen;

    TableLines(Screen screen) {
        this.screen = screen;
    }

    /** What is to be trained on; of a wide table the first columns. */
    void show(TableCard card) {
        show(card, SOME_SHOWN, WORDS_SHOWN);
    }

    /** For its own sake: more columns, and how the numbers to predict are distributed. */
    void showAll(TableCard card) {
        show(card, ALL_SHOWN, CLASSES_SHOWN);
        card.targets().forEach(this::histogram);
    }

    private void show(TableCard card, int most, int classes) {
        screen.line(
                "  rows        %,d; %s, stored as %s",
                card.rows(), Screen.count(card.inputs(), "input"), card.features());
        card.targets().forEach(target -> target(target, classes));
        if (card.targets().isEmpty()) {
            screen.line("  target      none; --label names the column to predict");
        }
        screen.line("  content     %s", card.contentHash());
        List<TableCard.Column> columns = new ArrayList<>(card.columns());
        if (card.weights() != null) {
            columns.add(card.weights());
        }
        List<TableCard.Column> shown = columns.subList(0, Math.min(most, columns.size()));
        screen.table(table(shown));
        if (shown.size() < columns.size()) {
            screen.line(
                    "  and %s of %,d; `data describe --json` prints all",
                    Screen.count(columns.size() - shown.size(), "more column"), columns.size());
        }
        for (TableCard.Column column : shown) {
            if (!column.categories().isEmpty()) {
                screen.wrapped(
                        "  categories  ",
                        cut(column.name(), LONGEST_NAME) + ": " + counts(column.categories(), WORDS_SHOWN));
            }
        }
        card.notices().forEach(notice -> screen.wrapped("  notice      ", notice));
    }

    private void target(TableCard.Target target, int classes) {
        Moments moments = target.moments();
        screen.wrapped(
                "  target      ",
                cut(target.name(), LONGEST_NAME) + ": "
                        + (moments == null
                                ? counts(target.classes(), classes)
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
                    cut(column.name(), LONGEST_NAME),
                    cut(column.kind(), LONGEST_KIND),
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

    /** Bins are merged to a few, each with its bar. */
    private void histogram(TableCard.Target target) {
        TableCard.Histogram histogram = target.histogram();
        if (histogram == null) {
            return;
        }
        int together = (histogram.counts().size() + BARS - 1) / BARS;
        List<Long> counts = new ArrayList<>();
        for (int from = 0; from < histogram.counts().size(); from += together) {
            int to = Math.min(from + together, histogram.counts().size());
            counts.add(histogram.counts().subList(from, to).stream()
                    .mapToLong(Long::longValue)
                    .sum());
        }
        long largest = counts.stream().mapToLong(Long::longValue).max().orElse(1);
        Table table = new Table(cut(target.name(), LONGEST_NAME) + " from", "to below", "rows");
        List<String> bars = new ArrayList<>(List.of(""));
        for (int bar = 0; bar < counts.size(); bar++) {
            double from = histogram.from() + bar * together * histogram.width();
            table.row(number(from), number(from + together * histogram.width()), "%,d".formatted(counts.get(bar)));
            bars.add("  " + "#".repeat((int) Math.ceil((double) LONGEST_BAR * counts.get(bar) / largest)));
        }
        List<String> lines = table.text(2).lines().toList();
        screen.line("");
        for (int line = 0; line < lines.size(); line++) {
            screen.line("%s", (lines.get(line) + bars.get(line)).stripTrailing());
        }
    }

    static String cut(String text, int longest) {
        String line = text.replaceAll("[\\p{Cntrl}]+", " ");
        return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
    }

    private static String counts(List<Counted> words, int most) {
        String first = words.stream()
                .limit(most)
                .map(each -> "%s %,d".formatted(cut(each.name(), LONGEST_NAME), each.count()))
                .collect(Collectors.joining(", "));
        int more = words.size() - most;
        return more <= 0 ? first : "%s and %,d more".formatted(first, more);
    }
}
