package io.lockstep.data.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Content of a table in messages: shortened, for it may be of any length, and in one line. */
final class Shown {
    private static final int LONGEST = 60;
    private static final int NAMED = 5;

    private Shown() {}

    static String text(String text) {
        String line = text.replaceAll("[\\p{Cntrl}]+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    static String quoted(String text) {
        return "'" + text(text) + "'";
    }

    /** An element of an array, with its name if it has one. */
    static String element(int element, @Nullable String name) {
        return name == null ? "[%d]".formatted(element) : "[%d] (%s)".formatted(element, text(name));
    }

    /** The first few, and how many there are. */
    static String list(List<String> texts) {
        String first =
                String.join(", ", texts.stream().limit(NAMED).map(Shown::text).toList());
        return texts.size() <= NAMED ? first : first + ", ... (%,d)".formatted(texts.size());
    }
}
