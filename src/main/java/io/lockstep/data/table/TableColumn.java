package io.lockstep.data.table;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as its source declares it.
 *
 * @param name as in the table
 * @param type what its cells can hold
 * @param declared the source's own name of the type, for messages
 * @param attributes what the source calls the elements of a vector, in their order, "" for one without a name; empty where it calls none
 */
public record TableColumn(String name, Type type, String declared, List<String> attributes) implements Serializable {
    private static final long serialVersionUID = 1L;

    public TableColumn {
        attributes = List.copyOf(attributes);
    }

    /** The same with other names of its elements. */
    TableColumn withAttributes(List<String> others) {
        return new TableColumn(name, type, declared, others);
    }

    /** The name of an element; null where it has none. */
    @Nullable
    String attribute(int element) {
        String found = element < attributes.size() ? attributes.get(element) : "";
        return found.isEmpty() ? null : found;
    }

    /** What messages call an element: {@code [3]}, or {@code [3] (age)}. */
    String place(int element) {
        return Shown.element(element, attribute(element));
    }

    /** What cells can hold. */
    public enum Type {
        NUMBER,
        BOOLEAN,
        TEXT,
        /** An array of numbers, or a vector of Spark ML. */
        VECTOR,
        /** Dates, maps and others, which nothing turns into numbers by itself. */
        UNSUPPORTED
    }

    boolean isVector() {
        return type == Type.VECTOR;
    }
}
