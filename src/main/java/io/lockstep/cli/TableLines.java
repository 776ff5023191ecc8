package io.lockstep.cli;

import io.lockstep.data.table.TableCard;

/** Shows what a table is. */
final class TableLines {
    private final Screen screen;

    TableLines(Screen screen) {
        this.screen = screen;
    }

    void show(TableCard card) {
        screen.line("  rows        %,d, %,d inputs stored as %s", card.rows(), card.inputs(), card.features());
    }
}
