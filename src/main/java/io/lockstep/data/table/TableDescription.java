package io.lockstep.data.table;

import io.lockstep.data.table.CellRule.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Describes a table as it is: what training would refuse is a notice here, and nothing need be said of what is to be predicted. Its rows
 * are counted with missing values allowed.
 */
public final class TableDescription {
    private final TableStatistics rows;
    private final List<TableCard.Column> columns = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private boolean isBytes = true;
    private long nonzero;

    private TableDescription(TableStatistics rows) {
        this.rows = rows;
    }

    /** The choice with which such rows are counted. */
    public static TableChoice tolerant(TableChoice choice) {
        TableChoice tolerant = choice.with(Missing.MEAN);
        return choice.categories().mode() == Categories.Mode.NONE ? tolerant.with(Categories.AUTO) : tolerant;
    }

    /** Columns of words that have numbers, too, by their position among the features: the numbers have to be counted as words. */
    public static Set<Integer> mixed(TableStatistics rows) {
        Set<Integer> mixed = new TreeSet<>();
        for (int i = 0; i < rows.size(); i++) {
            ColumnStatistics column = rows.column(i);
            if (column.rule().role() == Role.FEATURE
                    && !column.rule().numbersAsWords()
                    && column.numeric() > 0
                    && isOfWords(column)) {
                mixed.add(i);
            }
        }
        return mixed;
    }

    /** Whether the column to predict, which was counted as one of classes, has numbers that are none. */
    public static boolean hasNumbersToPredict(TableStatistics rows) {
        List<ColumnStatistics> labels = labels(rows);
        return !labels.isEmpty()
                && labels.stream().allMatch(label -> label.isNumeric() && label.numeric() > 0)
                && (labels.size() > 1
                        || labels.get(0).words().isTooMany()
                        || labels.get(0).finding(Finding.Kind.FRACTION) != null);
    }

    /**
     * The card.
     *
     * @param where the table
     * @param others columns that cannot be features
     */
    public static TableCard card(String where, TableStatistics rows, List<TableColumn> others) {
        return new TableDescription(rows).card(where, others);
    }

    private TableCard card(String where, List<TableColumn> others) {
        TableCard.Column weights = null;
        for (ColumnStatistics column : rows.columns()) {
            switch (column.rule().role()) {
                case FEATURE -> add(column);
                case WEIGHT -> weights = ColumnCards.numbers(column, 0);
                case CLASS, NUMBER -> addLabel(column);
            }
        }
        for (TableColumn other : others) {
            columns.add(ColumnCards.bare(other.name(), other.declared(), 0));
            notices.add("column %s: the type %s cannot be a feature; cast it to a number or to text, or name the others"
                            .formatted(Shown.text(other.name()), Shown.text(other.declared()))
                    + " with data.features");
        }
        if (!missing.isEmpty()) {
            notices.add("missing numbers (%s): train needs data.missing = mean (--missing mean), or other features"
                    .formatted(Shown.list(missing)));
        }
        int inputs = columns.stream().mapToInt(TableCard.Column::inputs).sum();
        return new TableCard(
                where.substring(where.lastIndexOf('/') + 1),
                where,
                rows.rows(),
                inputs,
                FeatureKind.of(isBytes, nonzero, rows.rows(), inputs).toString(),
                columns,
                labels(rows).stream().map(ColumnCards::target).toList(),
                weights,
                rows.contentHash(),
                notices);
    }

    private static List<ColumnStatistics> labels(TableStatistics rows) {
        return rows.columns().stream()
                .filter(column ->
                        column.rule().role() == Role.CLASS || column.rule().role() == Role.NUMBER)
                .toList();
    }

    private void add(ColumnStatistics column) {
        String name = "column " + Shown.text(column.name());
        Finding infinite = column.finding(Finding.Kind.INFINITE);
        if (infinite != null) {
            notices.add("%s: %,d infinite values, %s".formatted(name, infinite.count(), column.place(infinite)));
        }
        if (column.numeric() + column.texts() == 0) {
            notices.add(name + ": no row has a value");
            columns.add(ColumnCards.bare(column.name(), "empty", column.missing()));
        } else if (!column.rule().column().isVector() && (column.rule().numbersAsWords() || isOfWords(column))) {
            addWords(column, name);
        } else if (column.texts() > 0 || !column.isNumeric()) {
            notices.add("%s: numbers, but %,d of %,d values are words or booleans%s; fix them, or name the column in"
                            .formatted(name, column.texts(), column.texts() + column.numeric(), example(column))
                    + " data.categories");
            columns.add(ColumnCards.numbers(column, "mixed", 0));
        } else {
            addNumbers(column, name);
        }
    }

    private static String example(ColumnStatistics column) {
        Finding word = column.finding(Finding.Kind.WORD);
        return word == null ? "" : " (%s, %s)".formatted(Shown.quoted(word.value()), column.place(word));
    }

    private void addWords(ColumnStatistics column, String name) {
        if (column.words().isTooMany()) {
            notices.add("%s: more than %,d different words; it may be an id (data.id), or text that is no feature"
                    .formatted(name, column.words().limit()));
            columns.add(ColumnCards.bare(column.name(), "text", column.missing()));
            return;
        }
        TableNotices.addWords(column, name, notices);
        nonzero += column.texts() + column.numeric();
        columns.add(ColumnCards.words(column, column.words().sorted().size()));
    }

    private void addNumbers(ColumnStatistics column, String name) {
        TableNotices.addNumbers(column, name, notices);
        if (column.shortest() != column.longest()) {
            notices.add("%s: arrays of %,d to %,d numbers; all must have the same length"
                    .formatted(name, column.shortest(), column.longest()));
        }
        long gaps = column.missing();
        for (int element = 0; element < column.numbers().size(); element++) {
            gaps += column.numbers().missing(element);
            isBytes &= column.numbers().isBytes(element);
            nonzero += column.numbers().nonzero(element);
        }
        if (gaps > 0) {
            missing.add("%,d in %s".formatted(gaps, Shown.text(column.name())));
            isBytes = false; // a mean is hardly a whole number
            nonzero += gaps;
        }
        columns.add(ColumnCards.numbers(column, column.numbers().size()));
    }

    private void addLabel(ColumnStatistics label) {
        String name = "column " + Shown.text(label.name());
        if (label.missing() > 0) {
            notices.add("%s: %,d rows have nothing to predict; remove them".formatted(name, label.missing()));
        }
        if (label.rule().role() == Role.CLASS) {
            TableNotices.addClasses(label, name, notices);
            if (label.words().isTooMany()) {
                notices.add("%s: more than %,d classes"
                        .formatted(name, label.words().limit()));
            }
        } else if (label.texts() > 0) {
            notices.add("%s: numbers to predict, but %,d values are words%s"
                    .formatted(name, label.texts(), example(label)));
        } else {
            notices.add(name + ": numbers to predict; train needs network.loss = mse (--loss mse)");
        }
    }

    /** Whether training would take a column for one of words. */
    private static boolean isOfWords(ColumnStatistics column) {
        double numbers = column.numeric() - column.booleans();
        return !column.rule().column().isVector()
                && !column.isNumeric()
                && numbers < SchemaMaker.NEARLY_ALL * (column.numeric() + column.texts());
    }
}
