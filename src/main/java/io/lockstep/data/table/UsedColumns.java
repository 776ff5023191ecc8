package io.lockstep.data.table;

import io.lockstep.data.DataException;
import io.lockstep.data.Nearest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The columns of a table that are read, by their positions in it.
 *
 * @param all columns of the table
 * @param features in the network's order
 * @param labels what is predicted; empty where that is not known
 * @param weight what a row counts; -1 if there is none
 * @param id what names a row; -1 if there is none
 * @param valid whether a row is for validation; -1 if no column says so
 */
public record UsedColumns(
        List<TableColumn> all, List<Integer> features, List<Integer> labels, int weight, int id, int valid)
        implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int NAMED = 8;

    public UsedColumns {
        all = List.copyOf(all);
        features = List.copyOf(features);
        labels = List.copyOf(labels);
    }

    /**
     * Finds the columns of a choice.
     *
     * @param where the table, for messages
     * @param valid name of the column that marks validation rows; empty for none
     * @throws DataException if a name is not there, or stands for two things, or a type is none that is supported
     */
    public static UsedColumns of(String where, List<TableColumn> all, TableChoice choice, String valid) {
        Finder finder = new Finder(where, all);
        List<Integer> labels = finder.each("data.label", choice.label());
        int weight = finder.one("data.weight", choice.weight());
        int id = finder.one("data.id", choice.id());
        int mark = finder.one("data.valid", valid);
        Set<Integer> taken = new LinkedHashSet<>(labels);
        taken.addAll(List.of(weight, id, mark));
        List<Integer> features = finder.features(choice.features(), taken);
        UsedColumns used = new UsedColumns(all, features, labels, weight, id, mark);
        used.requireTypes(where);
        return used;
    }

    /**
     * Finds a model's columns in another table, in any order.
     *
     * @param names of its features' columns
     * @param labels what is predicted; empty if that is not needed
     * @param valid name of the column that marks validation rows; empty for none
     * @throws DataException if one is missing
     */
    public static UsedColumns of(
            String where,
            List<TableColumn> all,
            List<String> names,
            List<String> labels,
            String weight,
            String id,
            String valid) {
        Finder finder = new Finder(where, all);
        UsedColumns used = new UsedColumns(
                all,
                finder.each("the model's features", names),
                finder.each("data.label", labels),
                finder.one("data.weight", weight),
                finder.one("data.id", id),
                finder.one("data.valid", valid));
        used.requireTypes(where);
        return used;
    }

    /** The same for rows that all count alike. */
    public UsedColumns withoutWeight() {
        return new UsedColumns(all, features, labels, -1, id, valid);
    }

    private void requireTypes(String where) {
        for (int position : cells()) {
            TableColumn column = all.get(position);
            boolean isFeature = features.contains(position);
            if (column.type() == TableColumn.Type.UNSUPPORTED || (column.isVector() && !isFeature)) {
                throw new DataException(
                        where + ", column " + column.name(),
                        isFeature
                                ? "numbers, booleans, text, arrays of numbers or vectors"
                                : "numbers, booleans or text",
                        column.declared(),
                        "Cast it to one of them"
                                + (isFeature ? ", or name the columns to take with data.features." : "."));
            }
        }
    }

    /** Positions of the columns whose cells make a row's content: features, labels, weight. */
    public List<Integer> cells() {
        List<Integer> cells = new ArrayList<>(features);
        cells.addAll(labels);
        if (weight >= 0) {
            cells.add(weight);
        }
        return cells;
    }

    /** A column of the table. */
    public TableColumn column(int position) {
        return all.get(position);
    }

    List<String> names(List<Integer> positions) {
        return positions.stream().map(position -> all.get(position).name()).toList();
    }

    /** Names of one table's columns, looked up. */
    private record Finder(String where, List<TableColumn> all) {

        int one(String setting, String name) {
            return name.isEmpty() ? -1 : position(setting, name);
        }

        List<Integer> each(String setting, List<String> names) {
            return names.stream().map(name -> position(setting, name)).toList();
        }

        int position(String setting, String name) {
            return IntStream.range(0, all.size())
                    .filter(at -> all.get(at).name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new DataException(
                            where, "the column " + Shown.quoted(name) + " of " + setting, shown(), nearest(name)));
        }

        private String nearest(String name) {
            return all.isEmpty()
                    ? "The table has no columns."
                    : "Did you mean "
                            + Shown.quoted(Nearest.to(
                                    name, all.stream().map(TableColumn::name).toList())) + "?";
        }

        List<Integer> features(List<String> chosen, Set<Integer> taken) {
            Set<Integer> features = new LinkedHashSet<>();
            if (chosen.isEmpty()) {
                IntStream.range(0, all.size()).filter(at -> !taken.contains(at)).forEach(features::add);
            }
            for (String name : chosen) {
                boolean there = all.stream().anyMatch(column -> column.name().equals(name));
                if (name.endsWith("*") && !there) {
                    features.addAll(withPrefix(name.substring(0, name.length() - 1), taken));
                } else {
                    int position = position("data.features", name);
                    if (taken.contains(position)) {
                        throw new DataException(
                                where + ", column " + name,
                                "a feature that is not also the label, the id, the weight or the mark of validation rows",
                                "it in data.features as well",
                                "Leave it out of data.features.");
                    }
                    features.add(position);
                }
            }
            if (features.isEmpty()) {
                throw new DataException(
                        where,
                        "at least one feature",
                        "no column left: " + shown(),
                        "Name the features with data.features.");
            }
            return List.copyOf(features);
        }

        private List<Integer> withPrefix(String prefix, Set<Integer> taken) {
            List<Integer> found = IntStream.range(0, all.size())
                    .filter(at -> all.get(at).name().startsWith(prefix) && !taken.contains(at))
                    .boxed()
                    .toList();
            if (found.isEmpty()) {
                throw new DataException(
                        where, "columns of data.features that begin with '" + prefix + "'", shown(), nearest(prefix));
            }
            boolean numbered = found.stream()
                    .allMatch(
                            at -> all.get(at).name().substring(prefix.length()).matches("\\d{1,9}"));
            return numbered
                    ? found.stream()
                            .sorted((a, b) -> Integer.compare(number(a, prefix), number(b, prefix)))
                            .toList()
                    : found;
        }

        private int number(int position, String prefix) {
            return Integer.parseInt(all.get(position).name().substring(prefix.length()));
        }

        private String shown() {
            String names = String.join(
                    ", ",
                    all.stream()
                            .limit(NAMED)
                            .map(column -> Shown.text(column.name()))
                            .toList());
            return "the columns " + names + (all.size() > NAMED ? ", ... (%,d)".formatted(all.size()) : "");
        }
    }
}
