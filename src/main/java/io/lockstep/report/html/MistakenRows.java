package io.lockstep.report.html;

import static j2html.TagCreator.each;

import io.lockstep.report.MistakeRecord;
import io.lockstep.report.RowCell;
import io.lockstep.report.TargetNames;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table's rows that are predicted badly: the row's columns beside what was predicted; of a wide table in one cell. */
final class MistakenRows {
    private static final int MOST_COLUMNS = 16;

    private final List<MistakeRecord> mistakes;
    private final TargetNames names;

    MistakenRows(List<MistakeRecord> mistakes, TargetNames names) {
        this.mistakes = mistakes;
        this.names = names;
    }

    DomContent content() {
        return mistakes.isEmpty()
                ? each()
                : Html.tableOf(
                        heads(mistakes.get(0)), mistakes.stream().map(this::row).toList());
    }

    /** As many columns in each row, and the same: those of the first. */
    private boolean isNarrow() {
        List<String> columns = columns(mistakes.get(0));
        return columns.size() <= MOST_COLUMNS
                && mistakes.stream().allMatch(mistake -> columns(mistake).equals(columns));
    }

    private static List<RowCell> cells(MistakeRecord mistake) {
        return mistake.row() == null ? List.of() : mistake.row();
    }

    private static List<String> columns(MistakeRecord mistake) {
        return cells(mistake).stream().map(RowCell::column).toList();
    }

    private List<String> heads(MistakeRecord first) {
        List<String> heads = new ArrayList<>();
        if (first.targets() == null) {
            heads.addAll(List.of("true", "predicted", "p(true)", "loss"));
        } else {
            for (int j = 0; j < first.targets().size(); j++) {
                heads.addAll(List.of("true " + names.of(j), "predicted", "error"));
            }
        }
        heads.addAll(isNarrow() ? columns(first) : List.of("row"));
        return heads;
    }

    private List<String> row(MistakeRecord mistake) {
        List<String> row = new ArrayList<>();
        List<Double> targets = mistake.targets();
        if (targets == null) {
            row.add(names.of(Objects.requireNonNull(mistake.label())));
            row.add(names.of(Objects.requireNonNull(mistake.predicted())));
            row.add(Numbers.brief(Objects.requireNonNull(mistake.probability())));
            row.add(Numbers.brief(Objects.requireNonNull(mistake.loss())));
        } else {
            List<Double> outputs = Objects.requireNonNull(mistake.outputs());
            IntStream.range(0, targets.size())
                    .forEach(j -> row.addAll(List.of(
                            Numbers.precise(targets.get(j)),
                            Numbers.precise(outputs.get(j)),
                            Numbers.signed(outputs.get(j) - targets.get(j)))));
        }
        if (isNarrow()) {
            cells(mistake).forEach(cell -> row.add(cell.value()));
        } else {
            row.add(cells(mistake).stream()
                    .map(cell -> cell.column() + " = " + cell.value())
                    .collect(Collectors.joining(", ")));
        }
        return row;
    }
}
