package io.lockstep.cluster.table.source;

import java.util.regex.Pattern;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Numbers that are written as 3,14: recognised by their form, and read where {@code data.options.decimal} says so. */
final class DecimalComma {
    /** The option's name. */
    static final String OPTION = "decimal";

    private static final Pattern COMMA = Pattern.compile("\\s*[-+]?\\d*,\\d+([eE][-+]?\\d+)?\\s*");
    private static final Pattern POINT =
            Pattern.compile("\\s*[-+]?(\\d{1,3}(\\.\\d{3})+(,\\d*)?|\\d*\\.\\d+|\\d+\\.)([eE][-+]?\\d+)?\\s*");

    private DecimalComma() {}

    /** Whether a cell is a number with a comma. */
    static boolean isNumber(String cell) {
        return cell.indexOf(',') >= 0 && COMMA.matcher(cell).matches();
    }

    /** The rows with their numbers written with a point. */
    static Dataset<Row> converted(Dataset<Row> rows) {
        String[] names = rows.columns();
        MapFunction<Row, Row> convert = row -> {
            Object[] cells = new Object[names.length];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = row.get(i) instanceof String cell ? convert(names[i], cell) : row.get(i);
            }
            return RowFactory.create(cells);
        };
        return rows.map(convert, Encoders.row(rows.schema()));
    }

    /** The cell, with a point if it is a number. */
    static String convert(String column, String cell) {
        if (isNumber(cell)) {
            return cell.replace(',', '.');
        }
        if (cell.indexOf('.') >= 0
                && POINT.matcher(cell).matches()) { // 1.234 is 1234 to one reader, and 1.234 to another
            throw new RecordException(
                    "column " + column,
                    "numbers as 3,14 (data.options.decimal = \",\")",
                    "'" + cell + "', which has a point",
                    "Remove separators of thousands, or remove the option if the table has decimal points.");
        }
        return cell;
    }
}
