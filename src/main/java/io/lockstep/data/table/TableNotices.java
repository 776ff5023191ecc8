package io.lockstep.data.table;

import io.lockstep.data.table.TableSchema.Classes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What is no error, but deserves a look. */
final class TableNotices {
    /** Values of a column are told apart in at least so many steps within a standard deviation, or there is a notice. */
    private static final double LEAST_STEPS = 1024;

    private TableNotices() {}

    /** About the training rows. */
    static List<String> ofTraining(TableSchema schema, TableStatistics rows) {
        List<String> notices = new ArrayList<>();
        ColumnInputs inputs = new ColumnInputs(schema);
        for (ColumnStatistics column : rows.columns()) {
            switch (column.rule().role()) {
                case FEATURE -> addFeature(schema, inputs, column, rows.rows(), notices);
                case CLASS -> addClasses((Classes) schema.target(), column, notices);
                case NUMBER -> {
                    if (column.numeric() > 1 && column.moments(0).deviation() == 0) {
                        notices.add("column %s: every row has the same number to predict"
                                .formatted(Shown.text(column.name())));
                    }
                }
                case WEIGHT -> {}
            }
        }
        return notices;
    }

    private static void addFeature(
            TableSchema schema, ColumnInputs inputs, ColumnStatistics column, long rows, List<String> notices) {
        String name = "column " + Shown.text(column.name());
        if (inputs.isCategory(column.name())) {
            addWords(column, name, notices);
            return;
        }
        addNumbers(column, name, notices);
        if (column.missing() > 0 && schema.missing() == Missing.MEAN) {
            notices.add("%s: %,d of %,d rows have no value and take the mean".formatted(name, column.missing(), rows));
        }
    }

    private static void addClasses(Classes classes, ColumnStatistics column, List<String> notices) {
        String name = "column " + Shown.text(column.name());
        List<Counted> words = column.words().sorted();
        addClasses(words, classes::name, name, notices);
        Set<String> found = new HashSet<>(words.stream().map(Counted::name).toList());
        List<String> without = classes.inTable().stream()
                .filter(value -> !found.contains(value))
                .map(classes::name)
                .toList();
        if (!without.isEmpty()) {
            notices.add("%s: no training example of %,d of %,d classes (%s)"
                    .formatted(name, without.size(), classes.outputs(), Shown.list(without)));
        }
    }

    /** About a column of classes. */
    static void addClasses(ColumnStatistics column, String name, List<String> notices) {
        addClasses(column.words().sorted(), word -> word, name, notices);
    }

    private static void addClasses(
            List<Counted> words, UnaryOperator<String> shown, String name, List<String> notices) {
        for (Counted word : words) {
            if (word.count() == 1) {
                notices.add("%s: class %s has only one training example"
                        .formatted(name, Shown.quoted(shown.apply(word.name()))));
            }
        }
    }

    /** About a column of words. */
    static void addWords(ColumnStatistics column, String name, List<String> notices) {
        if (column.words().sorted().size() == 1 && column.missing() == 0) {
            notices.add(name + ": every row has the same word; the column says nothing");
        }
    }

    /** About a column of numbers, or of arrays of them. */
    static void addNumbers(ColumnStatistics column, String name, List<String> notices) {
        int constant = 0;
        List<String> named = new ArrayList<>(); // of the constant ones
        int coarse = 0;
        for (int element = 0; element < column.numbers().size(); element++) {
            long present = column.present(element);
            double deviation = column.moments(element).deviation();
            double largest = present == 0
                    ? 0
                    : Math.max(
                            Math.abs(column.numbers().least(element, present)),
                            Math.abs(column.numbers().largest(element, present)));
            String attribute = column.rule().column().attribute(element);
            if (deviation == 0) {
                constant++;
                if (attribute != null) {
                    named.add(attribute);
                }
            }
            coarse +=
                    column.numbers().isRounded(element) && Math.ulp((float) largest) > deviation / LEAST_STEPS ? 1 : 0;
        }
        boolean isVector = column.rule().column().isVector();
        if (constant > 0 && isVector) {
            notices.add("%s: %,d of its %,d elements are the same in every row"
                            .formatted(name, constant, column.numbers().size())
                    + (named.isEmpty() ? "" : " (" + Shown.list(named) + ")"));
        } else if (constant > 0) {
            notices.add(name + ": every row has the same number; the column says nothing");
        }
        if (coarse > 0) {
            notices.add(
                    name + ": its numbers are large beside their standard deviation, and single precision rounds them"
                            + " coarsely; subtract a constant, as the first day from days");
        }
    }

    /** Words of other rows that were not there in training. */
    static List<String> unknownWords(String where, TableSchema schema, TableStatistics rows) {
        List<String> notices = new ArrayList<>();
        ColumnInputs inputs = new ColumnInputs(schema);
        for (ColumnStatistics column : rows.columns()) {
            if (column.rule().role() != CellRule.Role.FEATURE || !inputs.isCategory(column.name())) {
                continue;
            }
            Set<String> known = inputs.words(column.name());
            List<String> words = new ArrayList<>();
            long count = 0;
            for (Counted word : column.words().sorted()) {
                if (!known.contains(word.name())) {
                    words.add(word.name());
                    count += word.count();
                }
            }
            if (!column.rule().numbersAsWords() && column.numeric() > 0) {
                words.add("numbers");
                count += column.numeric();
            }
            if (column.words().isTooMany()) {
                notices.add("%s, column %s: many words that were not there in training; all their inputs are 0"
                        .formatted(where, Shown.text(column.name())));
            } else if (count > 0) {
                notices.add(
                        "%s, column %s: %,d rows have words that were not there in training (%s); all their inputs are 0"
                                .formatted(where, Shown.text(column.name()), count, Shown.list(words)));
            }
        }
        return notices;
    }
}
