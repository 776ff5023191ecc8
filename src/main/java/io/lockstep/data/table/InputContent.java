package io.lockstep.data.table;

import io.lockstep.data.table.TableSchema.Input;
import io.lockstep.data.table.TableSchema.NumberInput;
import java.util.HashMap;
import java.util.Map;

/**
 * What the inputs of some rows are like.
 *
 * @param isBytes whether all are whole numbers of 0 .. 255
 * @param nonzero cells that are not 0; of words, at most so many
 * @param largest magnitude of an input after scaling
 * @param rows how many
 * @param inputs of each
 */
record InputContent(boolean isBytes, long nonzero, double largest, long rows, int inputs) {
    private static final int WHITE = 255;

    static InputContent of(TableSchema schema, TableStatistics rows) {
        Map<String, ColumnStatistics> columns = new HashMap<>();
        rows.columns().stream()
                .filter(column -> column.rule().role() == CellRule.Role.FEATURE)
                .forEach(column -> columns.put(column.name(), column));
        boolean isBytes = true;
        long nonzero = 0;
        double largest = 0;
        String before = "";
        for (Input input : schema.inputs()) {
            ColumnStatistics column = columns.get(input.column());
            if (column == null) {
                throw new IllegalStateException("column " + input.column() + " was not counted");
            }
            if (!(input instanceof NumberInput number)) {
                nonzero += input.column().equals(before) ? 0 : column.texts() + column.numeric();
                largest = Math.max(largest, 1);
                before = input.column();
                continue;
            }
            int element = Math.max(0, number.element());
            if (element < column.numbers().size()) {
                long present = column.present(element);
                isBytes &= column.numbers().isBytes(element);
                nonzero += column.numbers().nonzero(element);
                largest = Math.max(largest, scaled(number, column.numbers().least(element, present)));
                largest = Math.max(largest, scaled(number, column.numbers().largest(element, present)));
            }
            long missing = column.missing()
                    + (element < column.numbers().size() ? column.numbers().missing(element) : 0);
            if (missing > 0 && number.substitute() != 0) {
                isBytes &= number.substitute() > 0
                        && number.substitute() <= WHITE
                        && number.substitute() == Math.rint(number.substitute());
                nonzero += missing;
            }
        }
        return new InputContent(
                isBytes, nonzero, largest, rows.rows(), schema.inputs().size());
    }

    private static double scaled(NumberInput input, double value) {
        return Math.abs((value - input.mean()) / input.standardDeviation());
    }

    FeatureKind kind() {
        return FeatureKind.of(isBytes, nonzero, rows, inputs);
    }
}
