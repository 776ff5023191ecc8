package io.lockstep.data;

import org.jspecify.annotations.Nullable;

/** The beginning of a text on one line, for messages: what a file holds may be megabytes long. */
public final class Excerpt {
    private Excerpt() {}

    /** At most so many characters of it, and how long it is if that is more; control characters become blanks. */
    public static String of(@Nullable String text, int longest) {
        if (text == null) {
            return "null";
        }
        int length = Math.min(text.length(), longest);
        if (length < text.length() && length > 0 && Character.isHighSurrogate(text.charAt(length - 1))) {
            length--;
        }
        String line = text.substring(0, length).replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return length < text.length() ? "%s ... (%,d characters)".formatted(line, text.length()) : line;
    }
}
