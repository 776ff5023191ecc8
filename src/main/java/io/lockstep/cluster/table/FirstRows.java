package io.lockstep.cluster.table;

import io.lockstep.cluster.table.source.OpenedTable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A few rows of a table as text, those that Spark reads first.
 *
 * @param columns their names
 * @param rows the cells of each, as they stand there; empty where a value is missing
 */
public record FirstRows(List<String> columns, List<List<String>> rows) {
    private static final int LONGEST = 200;

    /** Reads at most so many. */
    public static FirstRows of(OpenedTable table, int count) {
        List<Row> first = table.read(() -> table.rows().takeAsList(count));
        return new FirstRows(
                table.columns(), first.stream().map(FirstRows::cells).toList());
    }

    private static List<String> cells(Row row) {
        return IntStream.range(0, row.size())
                .mapToObj(position -> text(row.get(position)))
                .toList();
    }

    private static String text(@Nullable Object cell) {
        if (cell == null) {
            return "";
        }
        String text = cell instanceof scala.collection.Seq<?> array
                ? array.take(LONGEST).mkString("[", ", ", "]")
                : cell.toString();
        return text.substring(0, Math.min(text.length(), LONGEST)).replaceAll("[\\p{Cntrl}]+", " ");
    }
}
