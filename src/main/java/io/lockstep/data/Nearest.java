package io.lockstep.data;

import static java.util.Comparator.comparingInt;

import java.util.Collection;
import java.util.Collections;

/** The name a user most likely meant. */
public final class Nearest {
    private Nearest() {}

    /** The candidate with the fewest edits to {@code given}, where leaving out the leading sections counts as one edit. */
    public static String to(String given, Collection<String> candidates) {
        return Collections.min(
                candidates,
                comparingInt(candidate -> Math.min(edits(given, candidate), 1 + edits(given, lastName(candidate)))));
    }

    private static String lastName(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Levenshtein's distance: insertions, deletions and replacements that turn {@code a} into {@code b}. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1]; // row[j]: edits from the first i letters of a to the first j of b
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
