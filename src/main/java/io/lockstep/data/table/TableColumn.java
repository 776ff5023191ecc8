package io.lockstep.data.table;

import java.io.Serializable;

/**
 * A column as its source declares it.
 *
 * @param name as in the table
 * @param type what its cells can hold
 * @param declared the source's own name of the type, for messages
 */
public record TableColumn(String name, Type type, String declared) implements Serializable {
    private static final long serialVersionUID = 1L;

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
