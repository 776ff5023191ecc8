package io.lockstep.data.table;

import io.lockstep.data.DataException;
import io.lockstep.data.table.TableSchema.Classes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether all cells of some rows are what a schema takes. The row that an error names is the same for every layout. */
final class TableChecks {
    private static final String FIX = "Fix or remove the row";

    private TableChecks() {}

    /**
     * Checks everything that would stop an encoder.
     *
     * @throws DataException if a cell is none that the schema takes
     */
    static void require(String where, TableSchema schema, TableStatistics rows) {
        requireMarked(where, rows);
        ColumnInputs inputs = new ColumnInputs(schema);
        List<ColumnStatistics> missing = new ArrayList<>();
        for (ColumnStatistics column : rows.columns()) {
            switch (column.rule().role()) {
                case CLASS -> {
                    requireClasses(where, column);
                    requireKnown(where, column, (Classes) schema.target());
                }
                case NUMBER -> requireNumbersToPredict(where, column);
                case WEIGHT -> requireWeights(where, column);
                case FEATURE -> {
                    if (!inputs.isCategory(column.name())) {
                        requireFinite(where, column, schema.missing());
                        requireSizes(where, column, inputs.count(column.name()));
                        if (column.texts() > 0) {
                            throw wordAmongNumbers(where, column, true);
                        }
                        if (column.missing() > 0 && schema.missing() == Missing.ERROR) {
                            missing.add(column);
                        }
                    }
                }
            }
        }
        if (!missing.isEmpty()) {
            throw missing(where, missing);
        }
    }

    /** Some rows to train on. */
    static void requireRows(String where, TableStatistics rows) {
        if (rows.rows() == 0) {
            throw new DataException(where, "rows to train on", "none", "Give a table with rows, or hold out fewer.");
        }
    }

    /** Every row says whether it is for validation, where a column says so. */
    static void requireMarked(String where, TableStatistics rows) {
        Finding unmarked = rows.unmarked();
        if (unmarked != null) {
            throw new DataException(
                    rows.place(unmarked, where, ", column of data.valid"),
                    "true or false",
                    Shown.quoted(unmarked.value()),
                    "Say of every row whether it is for validation.");
        }
    }

    private static DataException missing(String where, List<ColumnStatistics> columns) {
        List<String> counts = columns.stream()
                .map(column -> "%,d in %s".formatted(column.missing(), Shown.text(column.name())))
                .toList();
        Finding first = columns.get(0).finding(Finding.Kind.MISSING);
        return at(
                where,
                columns.get(0),
                first,
                "a number",
                "nothing (missing values: " + Shown.list(counts) + ")",
                "Fill them in, leave the columns out with data.features, or set data.missing = mean.");
    }

    private static DataException at(
            String where,
            ColumnStatistics column,
            @Nullable Finding finding,
            String expected,
            String found,
            String remedy) {
        return new DataException(column.at(where, finding), expected, found, remedy);
    }

    /** A word in a column that should have numbers only. */
    static DataException wordAmongNumbers(String where, ColumnStatistics column, boolean nearlyNumbers) {
        Finding word = column.finding(Finding.Kind.WORD);
        String found = word == null ? "booleans among numbers" : Shown.quoted(word.value());
        String count = nearlyNumbers && column.numeric() > 0
                ? " (a word in %,d of %,d rows)".formatted(column.texts(), column.texts() + column.numeric())
                : "";
        return at(
                where,
                column,
                word,
                "a number",
                found + count,
                "Fix the rows, or leave them empty where the value is missing; name the column in data.categories if"
                        + " it has categories, or leave it out with data.features.");
    }

    /** No NaN, no infinity. */
    static void requireFinite(String where, ColumnStatistics column, Missing missing) {
        Finding nan = column.finding(Finding.Kind.NAN);
        if (nan != null) {
            throw at(
                    where,
                    column,
                    nan,
                    "a number",
                    count(nan, "NaN".equals(nan.value()) ? "NaN" : nan.value()),
                    column.rule().role() == CellRule.Role.FEATURE && missing == Missing.ERROR
                            ? "Fill the value in, leave the column out with data.features, or set data.missing = mean."
                            : FIX + ".");
        }
        Finding infinite = column.finding(Finding.Kind.INFINITE);
        if (infinite != null) {
            throw at(
                    where,
                    column,
                    infinite,
                    "a number that single precision holds, at most 3.4e38",
                    count(infinite, infinite.value()),
                    FIX + ", or leave the column out with data.features.");
        }
    }

    private static String count(Finding finding, String what) {
        return finding.count() == 1 ? what : what + ", and %,d more such cells".formatted(finding.count() - 1);
    }

    private static void requireSizes(String where, ColumnStatistics column, int elements) {
        if (!column.rule().column().isVector() || column.numeric() == 0) {
            return;
        }
        Finding shortest = column.finding(Finding.Kind.SHORTEST);
        Finding longest = column.finding(Finding.Kind.LONGEST);
        if (column.shortest() != column.longest() && shortest != null && longest != null) {
            throw at(
                    where,
                    column,
                    shortest,
                    "arrays of one size",
                    "%,d numbers here, %,d in %s".formatted(column.shortest(), column.longest(), longest.row()),
                    FIX + ".");
        }
        if (column.longest() > elements || (column.longest() < elements && column.hasDense())) {
            throw at(
                    where,
                    column,
                    longest,
                    "%,d numbers, as in training".formatted(elements),
                    "%,d".formatted(column.longest()),
                    "Give the column that the model was trained on.");
        }
    }

    private static void requireThere(String where, ColumnStatistics column, String what, String remedy) {
        Finding missing = column.finding(Finding.Kind.MISSING);
        if (missing != null) {
            throw at(where, column, missing, what, count(missing, "nothing"), remedy);
        }
    }

    /** Numbers that can be predicted. */
    static void requireNumbersToPredict(String where, ColumnStatistics label) {
        requireThere(where, label, "a number to predict", "Remove rows without a label; `predict` takes them.");
        Finding word = label.finding(Finding.Kind.WORD);
        if (word != null || !label.isNumeric()) {
            throw at(
                    where,
                    label,
                    word,
                    "a number, because network.loss = mse predicts numbers",
                    word == null ? "booleans among numbers" : Shown.quoted(word.value()),
                    "Words are classes: set network.loss = cross-entropy; or name another data.label.");
        }
        requireFinite(where, label, Missing.MEAN);
    }

    /** Labels that can be classes. */
    static void requireClasses(String where, ColumnStatistics label) {
        requireThere(where, label, "a class", "Remove rows without a label; `predict` takes them.");
        requireFinite(where, label, Missing.MEAN);
        Finding fraction = label.finding(Finding.Kind.FRACTION);
        if (fraction != null && label.texts() == 0) {
            throw at(
                    where,
                    label,
                    fraction,
                    "a class: a word, a whole number or a boolean",
                    count(fraction, fraction.value()),
                    "To predict a number, set network.loss = mse.");
        }
    }

    private static void requireKnown(String where, ColumnStatistics label, Classes classes) {
        Set<String> known = new HashSet<>(classes.inTable());
        if (label.words().isTooMany()) {
            throw at(
                    where,
                    label,
                    null,
                    "the %,d classes of the training data".formatted(known.size()),
                    "more",
                    FIX + "s.");
        }
        for (Counted word : label.words().sorted()) {
            if (!known.contains(word.name())) {
                throw at(
                        where,
                        label,
                        null,
                        "a class of the training data: " + Shown.list(classes.shown()),
                        "%s in %,d row%s"
                                .formatted(Shown.quoted(word.name()), word.count(), word.count() == 1 ? "" : "s"),
                        "Remove these rows, or train with rows of this class.");
            }
        }
    }

    private static void requireWeights(String where, ColumnStatistics weight) {
        requireThere(where, weight, "a weight", "Fill it in; 0 leaves a row out of training.");
        Finding word = weight.finding(Finding.Kind.WORD);
        Finding negative = weight.finding(Finding.Kind.NEGATIVE);
        Finding wrong = word == null ? negative : word;
        if (wrong != null) {
            throw at(
                    where,
                    weight,
                    wrong,
                    "a weight of at least 0",
                    count(wrong, Shown.quoted(wrong.value())),
                    FIX + ".");
        }
        requireFinite(where, weight, Missing.MEAN);
        if (weight.numeric() > 0 && weight.numbers().nonzero(0) == 0) {
            throw at(where, weight, null, "a weight above 0", "only 0", "Name another column with data.weight.");
        }
    }
}
