package io.lockstep.cluster.table.source;

import java.util.Optional;

/**
 * Looks at a word of a text file for signs that the file was read wrongly after its beginning, which is all that is checked before Spark
 * reads it. Meant for the different words of a column, which are few.
 */
public final class WordCheck {
    private static final char REPLACEMENT = '\uFFFD';

    private WordCheck() {}

    /** What is wrong and what to do, two sentences; empty if nothing is. */
    public static Optional<String> of(String word) {
        if (word.indexOf(REPLACEMENT) >= 0) {
            return Optional.of("It has bytes that are no text in the file's encoding. Set data.options.encoding.");
        }
        if (word.startsWith("\"") && isLoneQuote(word, "\"")) {
            return Optional.of(
                    "It has a quote that is not closed in its line. Set data.options.multiLine = true if a cell has a line break.");
        }
        return Optional.empty();
    }

    /** Whether the number of quotes is odd. */
    static boolean isLoneQuote(String text, String quote) {
        return !quote.isEmpty()
                && text.chars().filter(c -> c == quote.charAt(0)).count() % 2 != 0;
    }
}
