package io.lockstep.cluster.table;

import static java.util.stream.Collectors.joining;

import io.lockstep.cluster.table.source.TableFormat;
import io.lockstep.data.DataException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a table are features, and which are kept.
 *
 * @param names of all columns
 * @param features positions of the feature columns, in the network's order; one if it is an array
 * @param isArray whether one column contains all features
 * @param kept positions of all others
 * @param id position of the column with the ids of rows; -1 if there is none
 * @param inputs number of features of the network
 */
record TableColumns(List<String> names, List<Integer> features, boolean isArray, List<Integer> kept, int id, int inputs)
        implements Serializable {

    private static final int NAMED = 5;

    /**
     * The columns that the user chose, or else detected ones: all numeric columns, if there are as many as the network has
     * inputs, or else the only array column.
     *
     * @throws DataException if they do not fit the network, or the choice is ambiguous
     */
    static TableColumns of(Table table, ColumnChoice choice, int inputs) {
        return new Resolving(table, choice, inputs).columns();
    }

    /** The kept columns. */
    List<StructField> keptFields(StructType schema) {
        return kept.stream().map(position -> schema.fields()[position]).toList();
    }

    /** One table's columns, looked at. */
    private static final class Resolving {
        private final Table table;
        private final StructType schema;
        private final ColumnChoice choice;
        private final int inputs;

        Resolving(Table table, ColumnChoice choice, int inputs) {
            this.table = table;
            this.schema = table.rows().schema();
            this.choice = choice;
            this.inputs = inputs;
        }

        TableColumns columns() {
            int label = choice.label() == null ? -1 : position("--label", choice.label());
            int id = choice.id() == null ? -1 : position("--id", choice.id());
            List<Integer> features = features(position -> position != label && position != id);
            boolean isArray = features.size() == 1 && isArray(type(features.get(0)));
            requireTypes(features, isArray);
            if (!isArray && features.size() != inputs) {
                throw new DataException(
                        table.files().toString(),
                        "%,d feature columns, as the network requires".formatted(inputs),
                        "%,d: %s".formatted(features.size(), named(features)),
                        ColumnChoice.HOW);
            }
            return new TableColumns(
                    List.of(schema.fieldNames()), features, isArray, all(at -> !features.contains(at)), id, inputs);
        }

        private List<Integer> features(Predicate<Integer> isFree) {
            if (!choice.features().isEmpty()) {
                return choice.features().stream()
                        .map(name -> position("--features", name))
                        .toList();
            }
            if (!choice.prefix().isEmpty()) {
                return withPrefix(isFree);
            }
            List<Integer> numeric = all(at -> isFree.test(at) && type(at) instanceof NumericType);
            if (numeric.size() == inputs && table.files().format() != TableFormat.JSON) {
                return numeric;
            }
            List<Integer> arrays = all(at -> isFree.test(at)
                    && isArray(type(at))
                    && !(type(at) instanceof ArrayType array && array.elementType() instanceof StringType));
            if (arrays.size() == 1) {
                return arrays;
            }
            throw new DataException(
                    table.files().toString(),
                    "%,d numeric columns, as the network requires, or one array".formatted(inputs),
                    numeric.size() == inputs
                            ? "JSON, whose columns have no order"
                            : "%,d numeric columns and %,d arrays; the others: %s"
                                    .formatted(
                                            numeric.size(),
                                            arrays.size(),
                                            named(all(at ->
                                                    isFree.test(at) && !numeric.contains(at) && !arrays.contains(at)))),
                    ColumnChoice.HOW);
        }

        /** Sorted by the numbers after the prefix, if there are numbers; else in the table's order. */
        private List<Integer> withPrefix(Predicate<Integer> isFree) {
            List<Integer> found = all(at -> isFree.test(at) && schema.fieldNames()[at].startsWith(choice.prefix()));
            if (found.stream().allMatch(at -> rest(at).matches("\\d{1,9}"))) {
                return found.stream()
                        .sorted(Comparator.comparingInt(at -> Integer.parseInt(rest(at))))
                        .toList();
            }
            if (table.files().format() == TableFormat.JSON && found.size() > 1) {
                throw new DataException(
                        table.files() + ", " + named(found),
                        "numbers after " + choice.prefix(),
                        "names without numbers, and JSON does not keep the order of columns",
                        "Name the features in their order with --features.");
            }
            return found;
        }

        private String rest(int position) {
            return schema.fieldNames()[position].substring(choice.prefix().length());
        }

        private void requireTypes(List<Integer> features, boolean isArray) {
            for (int position : features) {
                DataType type = type(position);
                if (!isArray && !isNumber(type)) {
                    throw new DataException(
                            table.files() + ", column " + schema.fieldNames()[position],
                            "features: numbers, or one column with an array of numbers",
                            type.simpleString(),
                            "Name the features with --features; a vector of Spark ML becomes an array by vector_to_array.");
                }
            }
        }

        private int position(String option, String name) {
            return IntStream.range(0, schema.size())
                    .filter(at -> schema.fieldNames()[at].equals(name))
                    .findFirst()
                    .orElseThrow(() -> new DataException(
                            table.files().toString(),
                            "the column " + name + " of " + option,
                            named(all(at -> true)),
                            "Name one of its columns."));
        }

        private List<Integer> all(Predicate<Integer> wanted) {
            return IntStream.range(0, schema.size()).boxed().filter(wanted).toList();
        }

        private DataType type(int position) {
            return schema.fields()[position].dataType();
        }

        /** {@code id string, label int, p0 int, p1 int, p2 int, ...}. */
        private String named(List<Integer> positions) {
            return positions.isEmpty()
                    ? "none"
                    : Stream.concat(
                                    positions.stream()
                                            .limit(NAMED)
                                            .map(at -> schema.fieldNames()[at] + " " + type(at).simpleString()),
                                    positions.size() > NAMED ? Stream.of("...") : Stream.of())
                            .collect(joining(", "));
        }
    }

    /** Text columns count as numeric: one value that is not a number makes a CSV column text, and the error should name it. */
    private static boolean isNumber(DataType type) {
        return type instanceof NumericType || type instanceof StringType;
    }

    private static boolean isArray(DataType type) {
        return type instanceof BinaryType || (type instanceof ArrayType array && isNumber(array.elementType()));
    }

    /** The name in messages of the row with this number in its partition. */
    String name(InternalRow row, StructType schema, long number) {
        if (id < 0) {
            return rowName(null, null, number);
        }
        Object value = new KeptColumns(schema, List.of(id)).of(row)[0];
        return rowName(names.get(id), value, number);
    }

    /** Names of the features, for the screen. */
    String featureNames() {
        String first = names.get(features.get(0));
        return isArray ? first + ", an array" : first + " .. " + names.get(features.get(features.size() - 1));
    }

    /**
     * What messages call a row: by what names it, or else by where it is.
     *
     * @param column that names rows; null if none does
     * @param id its value
     * @param number of the row in the task's partition, from 1
     */
    static String rowName(@Nullable String column, @Nullable Object id, long number) {
        return column == null
                ? "row %,d of partition %d".formatted(number, TaskContext.getPartitionId())
                : "row with %s = %s".formatted(column, id);
    }
}
