package io.lockstep.data.table;

import io.lockstep.data.table.TableSchema.CategoryInput;
import io.lockstep.data.table.TableSchema.NumberInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The inputs of a schema, by the column from which they come. */
final class ColumnInputs {
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Set<String>> words = new HashMap<>();
    private final Map<String, List<String>> attributes = new HashMap<>();

    ColumnInputs(TableSchema schema) {
        for (TableSchema.Input input : schema.inputs()) {
            counts.merge(input.column(), 1, Integer::sum);
            if (input instanceof CategoryInput category) {
                words.computeIfAbsent(input.column(), column -> new LinkedHashSet<>())
                        .add(category.category());
            } else if (input instanceof NumberInput number) {
                String name = number.attribute();
                attributes
                        .computeIfAbsent(input.column(), column -> new ArrayList<>())
                        .add(name == null ? "" : name);
            }
        }
    }

    /** Names of the elements of a column, "" for one without a name. */
    List<String> attributes(String column) {
        return attributes.getOrDefault(column, List.of());
    }

    /** Number of inputs of a column. */
    int count(String column) {
        return counts.getOrDefault(column, 0);
    }

    /** Whether its inputs stand for words. */
    boolean isCategory(String column) {
        return words.containsKey(column);
    }

    /** Its words; none of a column of numbers. */
    Set<String> words(String column) {
        return words.getOrDefault(column, Set.of());
    }
}
