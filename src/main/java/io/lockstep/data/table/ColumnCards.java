package io.lockstep.data.table;

import io.lockstep.data.Moments;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The cards of single columns, from what was counted in them. */
final class ColumnCards {
    private ColumnCards() {}

    /** A column of which only the kind is told. */
    static TableCard.Column bare(String name, String kind, long missing) {
        return new TableCard.Column(name, kind, 0, missing, 0, 0, null, List.of());
    }

    /** A column of words. */
    static TableCard.Column words(ColumnStatistics column, int inputs) {
        return new TableCard.Column(column.name(), "category", inputs, column.missing(), 0, 0, null, inOrder(column));
    }

    /** Words with their counts: numbers as numbers where there is nothing else. */
    static List<Counted> inOrder(ColumnStatistics column) {
        List<Counted> words = new ArrayList<>(column.words().sorted());
        if (column.texts() == 0 && column.booleans() == 0) {
            words.sort(Comparator.comparing(word -> new BigDecimal(word.name()))); // stable: 01 before 1
        }
        return words;
    }

    /** A column of numbers or of arrays of them. */
    static TableCard.Column numbers(ColumnStatistics column, int inputs) {
        String kind = column.rule().column().isVector() ? "vector" : column.isBoolean() ? "boolean" : "number";
        return numbers(column, kind, inputs);
    }

    static TableCard.Column numbers(ColumnStatistics column, String kind, int inputs) {
        ExactSums sums = new ExactSums();
        column.numbers().addTo(sums);
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        long present = 0;
        for (int element = 0; element < column.numbers().size(); element++) {
            long some = column.present(element);
            present += some;
            if (some > 0) {
                min = Math.min(min, column.numbers().least(element, some));
                max = Math.max(max, column.numbers().largest(element, some));
            }
        }
        Moments moments = NumberStatistics.moments(sums, present);
        return new TableCard.Column(
                column.name(),
                kind,
                inputs,
                column.missing(),
                present == 0 ? 0 : min,
                present == 0 ? 0 : max,
                moments,
                List.of());
    }

    /** What is to be predicted. */
    static TableCard.Target target(ColumnStatistics label) {
        PowerHistogram histogram = label.histogram();
        if (histogram == null || label.numeric() == 0) {
            return new TableCard.Target(label.name(), inOrder(label), 0, 0, null, null);
        }
        return new TableCard.Target(
                label.name(),
                List.of(),
                label.numbers().least(0, label.numeric()),
                label.numbers().largest(0, label.numeric()),
                label.moments(0),
                histogram.histogram());
    }
}
