package io.lockstep.report;

import io.lockstep.data.Features;
import io.lockstep.data.table.TableSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of a table's row, for a person.
 *
 * @param column its name; of an array's element with its position, {@code pixels[3]}
 * @param value a number; or the word whose input is 1, and {@code -} where none is: it is missing, or unknown to the model
 */
public record RowCell(String column, String value) {
    private static final int MOST = 40;
    private static final String NO_CATEGORY = "-";

    /**
     * The first row of some features, as it stands in the table: numbers by their column, and of a column of words the one whose input is 1.
     * Of more than {@value #MOST} columns those that are not 0, the first so many.
     *
     * @param inputs one for each feature, the categories of a column side by side
     */
    public static List<RowCell> of(Features features, List<TableSchema.Input> inputs) {
        if (inputs.size() != features.columns()) {
            throw new IllegalArgumentException(
                    "a row: expected the names of %d inputs, found %d".formatted(features.columns(), inputs.size()));
        }
        float[] values = new float[features.columns()];
        features.copyRow(0, values);
        List<RowCell> cells = new ArrayList<>();
        for (int first = 0; first < inputs.size(); first = end(first, inputs)) {
            cells.add(cell(first, end(first, inputs), inputs, values));
        }
        return cells.size() <= MOST
                ? List.copyOf(cells)
                : cells.stream()
                        .filter(cell -> !cell.value.equals("0") && !cell.value.equals(NO_CATEGORY))
                        .limit(MOST)
                        .toList();
    }

    /** Where the inputs of the column end that begins here. */
    private static int end(int first, List<TableSchema.Input> inputs) {
        int end = first + 1;
        while (inputs.get(first) instanceof TableSchema.CategoryInput begin
                && end < inputs.size()
                && inputs.get(end) instanceof TableSchema.CategoryInput next
                && next.column().equals(begin.column())) {
            end++;
        }
        return end;
    }

    private static RowCell cell(int first, int end, List<TableSchema.Input> inputs, float[] values) {
        if (inputs.get(first) instanceof TableSchema.NumberInput number) {
            return new RowCell(number.name(), number(values[first]));
        }
        String value = NO_CATEGORY;
        for (int i = first; i < end; i++) {
            if (values[i] != 0 && inputs.get(i) instanceof TableSchema.CategoryInput input) {
                value = input.category();
            }
        }
        return new RowCell(inputs.get(first).column(), value);
    }

    /** As short as it can be read back: {@code 0.31}, {@code 3}. */
    private static String number(float value) {
        return Float.toString(value).replaceFirst("\\.0$", "");
    }
}
