package io.lockstep.cluster.table;

import io.lockstep.data.table.TableCard;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableColumn;
import io.lockstep.data.table.TableDescription;
import io.lockstep.data.table.TableRules;
import io.lockstep.data.table.TableStatistics;
import io.lockstep.data.table.UsedColumns;
import java.util.List;
import java.util.Set;

/** Dataset cards of tables that need not be fit for training: read by Spark, once or twice. */
public final class TableCards {
    private TableCards() {}

    /**
     * Describes all rows.
     *
     * @param choice of which label, features, weight and categories count; without a label all columns are described alike
     * @param regression whether the label is known to be numbers to predict; otherwise its content decides
     * @throws io.lockstep.data.DataException if a column of the choice is not there, or the rows cannot be read
     */
    public static TableCard of(SourceTable table, TableChoice choice, boolean regression) {
        TableChoice tolerant = TableDescription.tolerant(choice);
        List<TableColumn> others = List.of();
        if (choice.features().isEmpty()) {
            List<TableColumn> free = table.columns().stream()
                    .filter(column -> !isTaken(column.name(), choice))
                    .toList();
            others = free.stream().filter(TableCards::isUnsupported).toList();
            List<TableColumn> features =
                    free.stream().filter(column -> !isUnsupported(column)).toList();
            if (!others.isEmpty() && !features.isEmpty()) {
                tolerant = tolerant.withFeatures(
                        features.stream().map(TableColumn::name).toArray(String[]::new));
            }
        }
        TableChoice used = tolerant;
        UsedColumns columns = UsedColumns.of(table.where(), table.columns(), used, "");
        TableScan scan = TableScan.of(columns, table.rows().schema(), 0, 0, RowNames.BY_CONTENT);
        TableStatistics count = count(table, scan, columns, used, regression, Set.of());
        Set<Integer> mixed = TableDescription.mixed(count);
        boolean numbers = regression || TableDescription.hasNumbersToPredict(count);
        if (!mixed.isEmpty() || numbers != regression) {
            count = count(table, scan, columns, used, numbers, mixed);
        }
        return TableDescription.card(table.where(), count, others);
    }

    private static TableStatistics count(
            SourceTable table,
            TableScan scan,
            UsedColumns columns,
            TableChoice choice,
            boolean regression,
            Set<Integer> mixed) {
        return TableCount.of(table, scan, () -> TableRules.statistics(columns, choice, regression, mixed))
                .training();
    }

    private static boolean isTaken(String column, TableChoice choice) {
        return choice.label().contains(column) || column.equals(choice.id()) || column.equals(choice.weight());
    }

    private static boolean isUnsupported(TableColumn column) {
        return column.type() == TableColumn.Type.UNSUPPORTED;
    }
}
