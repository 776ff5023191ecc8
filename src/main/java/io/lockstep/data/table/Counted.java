package io.lockstep.data.table;

import java.io.Serializable;

/**
 * A word and how often it stands in a column.
 *
 * @param name the word
 * @param count rows
 */
public record Counted(String name, long count) implements Serializable {
    private static final long serialVersionUID = 1L;
}
