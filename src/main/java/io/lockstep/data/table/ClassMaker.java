package io.lockstep.data.table;

import io.lockstep.data.DataException;
import io.lockstep.data.table.TableSchema.ClassKind;
import io.lockstep.data.table.TableSchema.Classes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides from the labels of the training rows what the classes are.
 *
 * @param where the table, for messages
 * @param label the column
 * @param rows how many there are
 */
record ClassMaker(String where, ColumnStatistics label, long rows) {
    private static final String WHOLE = "\\d{1,9}";

    /**
     * The classes.
     *
     * @throws DataException if the labels are none that the rule takes
     */
    Classes classes(ClassRule rule) {
        TableChecks.requireClasses(where, label);
        if (label.words().isTooMany()) {
            throw error(
                    "at most %,d classes".formatted(label.words().limit()),
                    "more",
                    "A number is predicted with network.loss = mse; a column that names rows is no label.");
        }
        List<Counted> found = ColumnCards.inOrder(label);
        List<String> labels = found.stream().map(Counted::name).toList();
        if (rule instanceof ClassRule.Named named) {
            return named(named.names(), found);
        }
        List<String> names = rule instanceof ClassRule.Indexed ? fromZero(labels) : labels;
        if (names.size() < 2) {
            throw error(
                    "at least 2 classes",
                    "only " + Shown.quoted(names.get(0)) + " in %,d row%s".formatted(rows, rows == 1 ? "" : "s"),
                    "Give rows of all classes, or another label.");
        }
        return new Classes(label.name(), kind(), names);
    }

    private ClassKind kind() {
        if (label.isBoolean()) {
            return ClassKind.BOOLEAN;
        }
        return label.texts() == 0 && label.booleans() == 0 ? ClassKind.NUMBER : ClassKind.WORD;
    }

    /** All numbers up to the largest label where at least about half of them are there; else the labels. */
    private List<String> fromZero(List<String> labels) {
        if (kind() != ClassKind.NUMBER || !labels.stream().allMatch(name -> name.matches(WHOLE))) {
            return labels;
        }
        int largest = Integer.parseInt(labels.get(labels.size() - 1)); // they are sorted as numbers
        List<String> all = numbers(largest < 2 * labels.size() ? largest + 1 : 0);
        return all.containsAll(labels) ? all : labels;
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private Classes named(List<String> names, List<Counted> found) {
        if (names.size() < 2) {
            throw error(
                    "at least 2 classes",
                    "only " + Shown.list(names) + " in the metadata of the column",
                    "Give the column the names of all its classes, or remove its metadata.");
        }
        Set<String> known = new HashSet<>(numbers(names.size()));
        for (Counted value : found) {
            if (!known.contains(value.name())) {
                throw error(
                        "a class of the column's metadata, 0 to %,d: %s".formatted(names.size() - 1, Shown.list(names)),
                        "%s in %,d row%s"
                                .formatted(Shown.quoted(value.name()), value.count(), value.count() == 1 ? "" : "s"),
                        "Remove these rows, or give the column metadata with the names of all its classes.");
            }
        }
        return Classes.indexed(label.name(), names);
    }

    private DataException error(String expected, String found, String remedy) {
        return new DataException(where + ", column " + Shown.text(label.name()), expected, found, remedy);
    }
}
