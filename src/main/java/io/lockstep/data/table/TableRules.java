package io.lockstep.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is counted in each column of a row. */
public final class TableRules {
    private TableRules() {}

    /**
     * Before there is a schema.
     *
     * @param regression whether numbers are predicted
     * @param mixed columns of the features, by their position among them, that have words as well as numbers
     */
    public static TableStatistics statistics(
            UsedColumns used, TableChoice choice, boolean regression, Set<Integer> mixed) {
        List<CellRule> rules = new ArrayList<>();
        for (int i = 0; i < used.features().size(); i++) {
            rules.add(CellRule.feature(used.column(used.features().get(i)), choice, mixed.contains(i)));
        }
        return new TableStatistics(withOthers(rules, used, regression));
    }

    /** For a schema that is known. */
    public static TableStatistics statistics(UsedColumns used, TableSchema schema) {
        List<CellRule> rules = new ArrayList<>();
        ColumnInputs inputs = new ColumnInputs(schema);
        for (int position : used.features()) {
            TableColumn column = used.column(position);
            rules.add(CellRule.known(
                    column.withAttributes(inputs.attributes(column.name())), // as the model calls them
                    inputs.isCategory(column.name()),
                    schema.missing()));
        }
        return new TableStatistics(withOthers(rules, used, schema.isRegression()));
    }

    private static List<CellRule> withOthers(List<CellRule> features, UsedColumns used, boolean regression) {
        List<CellRule> rules = new ArrayList<>(features);
        CellRule.Role label = regression ? CellRule.Role.NUMBER : CellRule.Role.CLASS;
        used.labels().forEach(position -> rules.add(CellRule.other(used.column(position), label)));
        if (used.weight() >= 0) {
            rules.add(CellRule.other(used.column(used.weight()), CellRule.Role.WEIGHT));
        }
        return rules;
    }
}
