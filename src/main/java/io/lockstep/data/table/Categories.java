package io.lockstep.data.table;

import io.lockstep.data.Spelling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which columns have one input for each of their words.
 *
 * @param mode the rule
 * @param names of the columns, for {@link Mode#NAMED}
 */
public record Categories(Mode mode, List<String> names) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The rule. */
    public enum Mode {
        /** Those that have a word that is no number. */
        AUTO,
        /** All columns; numbers are words, too. */
        ALL,
        /** None: a word is an error. */
        NONE,
        /** The named ones and no other, even if they have numbers only. */
        NAMED
    }

    public static final Categories AUTO = new Categories(Mode.AUTO, List.of());
    public static final Categories ALL = new Categories(Mode.ALL, List.of());
    public static final Categories NONE = new Categories(Mode.NONE, List.of());

    public Categories {
        names = List.copyOf(names);
    }

    /** Only these columns. */
    public static Categories named(List<String> names) {
        return new Categories(Mode.NAMED, names);
    }

    /** Reads {@code auto}, {@code all}, {@code none} or the names of columns, with commas. */
    public static Categories parse(String text) {
        Optional<Mode> mode = Spelling.read(text.strip(), Mode.class).filter(found -> found != Mode.NAMED);
        return mode.map(found -> new Categories(found, List.of()))
                .orElseGet(() -> named(Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList()));
    }

    /** Whether even the numbers of this column are words. */
    boolean includes(String column) {
        return mode == Mode.ALL || (mode == Mode.NAMED && names.contains(column));
    }

    /** As in configuration. */
    @Override
    public String toString() {
        return mode == Mode.NAMED ? String.join(",", names) : Spelling.of(mode);
    }
}
