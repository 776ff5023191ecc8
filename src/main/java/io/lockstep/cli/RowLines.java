package io.lockstep.cli;

import io.lockstep.cluster.table.FirstRows;
import java.util.ArrayList;
import java.util.List;

/** Shows the first rows of a table: as many columns as the screen has room for. */
final class RowLines {
    private static final int LONGEST_CELL = 24;
    private static final int MOST_COLUMNS = 40; // more never fit

    private final Screen screen;

    RowLines(Screen screen) {
        this.screen = screen;
    }

    void show(FirstRows first) {
        int columns = Math.min(first.columns().size(), MOST_COLUMNS);
        Table table = table(first, columns);
        while (columns > 1 && !screen.hasRoomFor(table)) {
            columns--;
            table = table(first, columns);
        }
        screen.table(table);
        if (first.rows().isEmpty()) {
            screen.line("  no rows");
        }
        if (columns < first.columns().size()) {
            screen.line("  and %s", Screen.count(first.columns().size() - columns, "more column"));
        }
    }

    private static Table table(FirstRows first, int columns) {
        Table table = new Table(cells(first.columns(), columns));
        first.rows().forEach(row -> table.row(cells(row, columns)));
        return table;
    }

    private static String[] cells(List<String> row, int columns) {
        List<String> cells = new ArrayList<>();
        row.subList(0, columns).forEach(cell -> cells.add(TableLines.cut(cell, LONGEST_CELL)));
        return cells.toArray(String[]::new);
    }
}
