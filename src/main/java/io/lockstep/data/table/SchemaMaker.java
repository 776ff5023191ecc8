package io.lockstep.data.table;

import io.lockstep.data.DataException;
import io.lockstep.data.Moments;
import io.lockstep.data.table.TableSchema.CategoryInput;
import io.lockstep.data.table.TableSchema.Classes;
import io.lockstep.data.table.TableSchema.Input;
import io.lockstep.data.table.TableSchema.NumberInput;
import io.lockstep.data.table.TableSchema.Numbers;
import io.lockstep.data.table.TableSchema.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides from the training rows what each column is. */
public final class SchemaMaker {
    /** From this share of numbers on, a word among them is taken for a mistake and not for a category. */
    static final double NEARLY_ALL = 0.9;

    private final String where;
    private final TableChoice choice;
    private final TableStatistics rows;
    private final int features;

    /**
     * Of some training rows.
     *
     * @param where the table, for messages
     * @param features number of columns of features, which are the first ones
     */
    public SchemaMaker(String where, TableChoice choice, TableStatistics rows, int features) {
        this.where = where;
        this.choice = choice;
        this.rows = rows;
        this.features = features;
    }

    /**
     * Columns that turn out to be of words though most of their cells may be numbers, which then have to be counted as words, too.
     *
     * @throws DataException if a column is nearly of numbers only
     */
    public Set<Integer> mixed() {
        TableChecks.requireMarked(where, rows);
        Set<Integer> mixed = new TreeSet<>();
        for (int i = 0; i < features; i++) {
            ColumnStatistics column = rows.column(i);
            if (isCategory(column) && column.numeric() > 0 && !column.rule().numbersAsWords()) {
                mixed.add(i);
            }
        }
        return mixed;
    }

    /**
     * The schema.
     *
     * @param regression whether numbers are predicted
     * @throws DataException if the rows have none
     */
    public TableSchema schema(boolean regression) {
        TableChecks.requireRows(where, rows);
        List<ColumnStatistics> labels = rows.columns().stream()
                .filter(column -> column.rule().role() == CellRule.Role.CLASS
                        || column.rule().role() == CellRule.Role.NUMBER)
                .toList();
        if (labels.isEmpty()) {
            throw new DataException(where, "a column to predict", "none", "Name it with data.label.");
        }
        Target target = regression ? numbers(labels) : classes(labels);
        @Nullable Moments common = choice.scale() == Scale.STANDARDIZE_ALL ? commonMoments() : null;
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < features; i++) {
            ColumnStatistics column = rows.column(i);
            if (isCategory(column)) {
                categories(column).forEach(word -> inputs.add(new CategoryInput(column.name(), word)));
            } else {
                addNumbers(column, common, inputs);
            }
        }
        return new TableSchema(inputs, target, choice.missing());
    }

    private boolean isCategory(ColumnStatistics column) {
        if (column.rule().column().isVector()) {
            return false;
        }
        if (choice.categories().includes(column.name())) {
            return true;
        }
        if (column.isNumeric()) {
            return false;
        }
        Finding word = column.finding(Finding.Kind.WORD);
        double numbers = column.numeric() - column.booleans();
        boolean nearlyNumbers = numbers >= NEARLY_ALL * (column.numeric() + column.texts());
        if (choice.categories().mode() != Categories.Mode.AUTO || (nearlyNumbers && word != null)) {
            throw TableChecks.wordAmongNumbers(where, column, nearlyNumbers);
        }
        return true;
    }

    private List<String> categories(ColumnStatistics column) {
        if (column.words().isTooMany()) {
            throw new DataException(
                    where + ", column " + Shown.text(column.name()),
                    "at most %,d different words".formatted(column.words().limit()),
                    "more",
                    "It probably names rows: leave it out with data.features, or make it data.id."
                            + " If they are categories, name the column in data.categories.");
        }
        List<String> words = inOrder(column);
        if (words.isEmpty()) {
            throw noValues(column);
        }
        return words;
    }

    private DataException noValues(ColumnStatistics column) {
        return new DataException(
                where + ", column " + Shown.text(column.name()),
                "values",
                "none in %,d rows".formatted(rows.rows()),
                "Leave the column out with data.features.");
    }

    private static List<String> inOrder(ColumnStatistics column) {
        return ColumnCards.inOrder(column).stream().map(Counted::name).toList();
    }

    private void addNumbers(ColumnStatistics column, @Nullable Moments common, List<Input> inputs) {
        if (column.numeric() == 0) {
            TableChecks.requireFinite(where, column, choice.missing());
            throw noValues(column);
        }
        boolean isVector = column.rule().column().isVector();
        int elements = isVector ? column.longest() : 1;
        if (elements == 0) {
            throw noValues(column);
        }
        for (int element = 0; element < elements; element++) {
            Moments own = column.moments(element);
            Moments scale = switch (choice.scale()) {
                case NONE -> new Moments(0, 1);
                case STANDARDIZE -> own;
                case STANDARDIZE_ALL -> common == null ? own : common;
            };
            double deviation = scale.deviation() > 0 ? scale.deviation() : 1;
            inputs.add(new NumberInput(
                    column.name(),
                    isVector ? element : -1,
                    scale.mean(),
                    deviation,
                    (float) own.mean(),
                    column.rule().column().attribute(element)));
        }
    }

    /** Mean and standard deviation of all numbers that become inputs. */
    private Moments commonMoments() {
        ExactSums sums = new ExactSums();
        long present = 0;
        for (int i = 0; i < features; i++) {
            ColumnStatistics column = rows.column(i);
            if (!isCategory(column)) {
                column.numbers().addTo(sums);
                for (int element = 0; element < column.numbers().size(); element++) {
                    present += column.present(element);
                }
            }
        }
        return NumberStatistics.moments(sums, present);
    }

    private Numbers numbers(List<ColumnStatistics> labels) {
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (ColumnStatistics label : labels) {
            TableChecks.requireNumbersToPredict(where, label);
            Moments moments = label.moments(0);
            means.add(choice.targetScale() ? moments.mean() : 0.0);
            deviations.add(choice.targetScale() && moments.deviation() > 0 ? moments.deviation() : 1.0);
        }
        return new Numbers(labels.stream().map(ColumnStatistics::name).toList(), means, deviations);
    }

    private Classes classes(List<ColumnStatistics> labels) {
        ColumnStatistics label = labels.get(0);
        if (labels.size() > 1) {
            throw new DataException(
                    where,
                    "one column of classes",
                    "%,d in data.label".formatted(labels.size()),
                    "Name one; several numbers are predicted with network.loss = mse.");
        }
        return new ClassMaker(where, label, rows.rows()).classes(choice.classes());
    }
}
