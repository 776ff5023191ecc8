package io.lockstep.data.table;

import io.lockstep.data.DataException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns rows into inputs and targets, as a schema says. Columns stand in the rows as the schema's features, targets, weight. */
public final class RowEncoder implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<Group> groups;
    private final Missing missing;
    private final TableSchema.Target target;
    private final WordIndex classes;
    private final double @Nullable [] classWeights;

    /**
     * The inputs of one column.
     *
     * @param column its name
     * @param first of its inputs
     * @param words its categories; null of numbers
     * @param substitutes of each number where it is missing
     * @param attributes the name of each number's element, where it has one
     */
    private record Group(
            String column,
            int first,
            @Nullable WordIndex words,
            float[] substitutes,
            @Nullable String[] attributes) implements Serializable {}

    /**
     * Of a schema.
     *
     * @param classWeights what an example of each class counts; null where each counts 1
     */
    public RowEncoder(TableSchema schema, double @Nullable [] classWeights) {
        missing = schema.missing();
        target = schema.target();
        classes = target instanceof TableSchema.Classes some ? WordIndex.of(some.inTable()) : new WordIndex();
        this.classWeights = classWeights;
        groups = new ArrayList<>();
        List<TableSchema.Input> inputs = schema.inputs();
        int end;
        for (int first = 0; first < inputs.size(); first = end) {
            String column = inputs.get(first).column();
            end = first + 1;
            while (end < inputs.size() && inputs.get(end).column().equals(column)) {
                end++;
            }
            groups.add(group(column, first, inputs.subList(first, end)));
        }
    }

    private static Group group(String column, int first, List<TableSchema.Input> inputs) {
        float[] substitutes = new float[inputs.size()];
        @Nullable String[] attributes = new String[inputs.size()];
        List<String> words = new ArrayList<>();
        for (int i = 0; i < substitutes.length; i++) {
            TableSchema.Input input = inputs.get(i);
            if (input instanceof TableSchema.NumberInput number) {
                substitutes[i] = number.substitute();
                attributes[i] = number.attribute();
            } else if (input instanceof TableSchema.CategoryInput category) {
                words.add(category.category());
            }
        }
        return new Group(column, first, words.isEmpty() ? null : WordIndex.of(words), substitutes, attributes);
    }

    /**
     * The inputs of a row.
     *
     * @throws DataException if a cell is none that the schema takes
     */
    public void encode(RowCells row, InputRow to) {
        to.clear();
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            VectorCell vector = row.vector(i);
            if (vector != null) {
                encode(vector, group, row, to);
            } else if (group.words != null) {
                encode(row.plain(i), group.first, group.words, to);
            } else {
                encode(row.plain(i), group, row, to);
            }
        }
    }

    private static void encode(Cell cell, int first, WordIndex words, InputRow to) {
        if (cell.isMissing() || (cell.isNumeric() && Double.isNaN(cell.number()))) {
            return; // all 0
        }
        cell.spell();
        int word = words.find(cell.utf8(), cell.length());
        if (word < 0) {
            to.addUnknown();
        } else {
            to.add(first + word, 1);
        }
    }

    private void encode(Cell cell, Group group, RowCells row, InputRow to) {
        if (cell.isNumeric() && Float.isFinite(cell.value())) {
            to.add(group.first, cell.value());
        } else if (missing == Missing.MEAN && (cell.isMissing() || (cell.isNumeric() && Double.isNaN(cell.number())))) {
            to.add(group.first, group.substitutes[0]);
        } else {
            throw wrong(group.column, row, "a number", cell.toString());
        }
    }

    private void encode(VectorCell vector, Group group, RowCells row, InputRow to) {
        int size = group.substitutes.length;
        if (vector.isMissing() && missing == Missing.MEAN) {
            for (int element = 0; element < size; element++) {
                to.add(group.first + element, group.substitutes[element]);
            }
            return;
        }
        if (vector.isMissing() || vector.size() > size || (vector.size() < size && vector.isDense())) {
            String found = vector.isMissing() ? "nothing" : "%,d".formatted(vector.size());
            throw wrong(group.column, row, "%,d numbers".formatted(size), found);
        }
        for (int entry = 0; entry < vector.count(); entry++) {
            int element = vector.index(entry);
            float value = (float) vector.number(entry) + 0.0f;
            if (!Float.isFinite(value)) {
                if (missing == Missing.ERROR || !Double.isNaN(vector.number(entry))) {
                    String where = group.column + Shown.element(element, group.attributes[element]);
                    throw wrong(where, row, "a finite number", Double.toString(vector.number(entry)));
                }
                value = group.substitutes[element];
            }
            to.add(group.first + element, value);
        }
    }

    private static DataException wrong(String column, RowCells row, String expected, String found) {
        return new DataException(
                "column " + Shown.text(column) + ", " + row.name(),
                expected,
                found.equals("nothing") ? found : Shown.quoted(found),
                found.equals("nothing")
                        ? "Fill the value in, or train with data.missing = mean."
                        : "Fix or remove the row; columns must mean the same as in training.");
    }

    /**
     * The target of a row, and its weight.
     *
     * @param weighted whether the row has a weight of its own
     * @throws DataException if it has none, or one that the schema does not know
     */
    void encodeTarget(RowCells row, boolean weighted, InputRow to) {
        double weight = weighted ? row.weight().value() : 1;
        if (target instanceof TableSchema.Numbers some) {
            int outputs = some.outputs();
            to.numbers = to.numbers.length == outputs ? to.numbers : new float[outputs];
            for (int output = 0; output < outputs; output++) {
                to.numbers[output] = some.scaled(output, number(some, output, row));
            }
        } else {
            to.label = label(row, row.label(0));
            weight *= classWeights == null ? 1 : classWeights[to.label];
        }
        to.weight = (float) weight;
    }

    private static float number(TableSchema.Numbers target, int output, RowCells row) {
        Cell cell = row.label(output);
        if (!cell.isNumeric() || !Float.isFinite(cell.value())) {
            throw wrong(target.columns().get(output), row, "a number to predict", cell.toString());
        }
        return cell.value();
    }

    private int label(RowCells row, Cell cell) {
        int label = -1;
        if (!cell.isMissing()) {
            cell.spell();
            label = classes.find(cell.utf8(), cell.length());
        }
        if (label < 0) {
            List<String> names = ((TableSchema.Classes) target).shown();
            throw new DataException(
                    "column " + Shown.text(target.columns().get(0)) + ", " + row.name(),
                    "a class of the training data: " + Shown.list(names),
                    cell.isMissing() ? "nothing" : Shown.quoted(cell.toString()),
                    "Fix or remove the row.");
        }
        return label;
    }
}
