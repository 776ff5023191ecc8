package io.lockstep.data.picture;

import static java.util.stream.Collectors.joining;

import io.lockstep.data.picture.DigitPicture.Digit;
import java.util.List;

/** Digits side by side as text. A character is one dot wide and two dots tall, as in most fonts. */
final class DigitText {
    private static final String RAMP = " .:-=+*#%@";
    private static final String GAP = "  ";
    private static final String ESCAPE = "\u001b[";
    private static final char UPPER_HALF = '\u2580';

    private final boolean colour;
    private final int dot; // pixels along a dot's side
    private final int width; // of a digit, in characters
    private final int lines; // of a digit
    private final int perRow;

    private DigitText(Digit any, int count, int columns, boolean colour) {
        this.colour = colour;
        boolean oneRow = fitting(columns, any.width()) >= count;
        boolean legible = !colour && fitting(columns, any.width()) > 0; // at half size the ramp is too coarse
        dot = oneRow || legible ? 1 : 2;
        width = any.width() / dot;
        lines = (any.height() / dot + 1) / 2;
        perRow = fitting(columns, width);
        if (perRow == 0) {
            throw new IllegalArgumentException(
                    "digits as text: expected at least " + width + " columns, found " + columns);
        }
    }

    /** The digits and their labels, in lines of at most so many columns; the digits are all of one size. */
    static String of(List<Digit> digits, int columns, boolean colour) {
        var layout = new DigitText(digits.get(0), digits.size(), columns, colour);
        var text = new StringBuilder();
        for (int first = 0; first < digits.size(); first += layout.perRow) {
            layout.appendRow(text, digits.subList(first, Math.min(digits.size(), first + layout.perRow)));
        }
        return text.toString();
    }

    private static int fitting(int columns, int width) {
        return (columns + GAP.length()) / (width + GAP.length());
    }

    private void appendRow(StringBuilder text, List<Digit> row) {
        for (int i = 0; i < lines; i++) {
            int line = i;
            String all = row.stream()
                    .map(digit -> colour ? blocks(digit, line) : ramp(digit, line))
                    .collect(joining(GAP));
            text.append(all.stripTrailing()).append('\n');
        }
        String labels = row.stream().map(digit -> centred(digit.label())).collect(joining(GAP));
        text.append(labels.stripTrailing()).append('\n');
    }

    private String centred(int label) {
        String text = Integer.toString(label);
        int before = (width - text.length()) / 2;
        return " ".repeat(before) + text + " ".repeat(width - before - text.length());
    }

    /** A line of a digit in plain characters, the more ink the lighter. */
    private String ramp(Digit digit, int line) {
        var text = new StringBuilder();
        for (int x = 0; x < width; x++) {
            int grey = (grey(digit, 2 * line, x) + grey(digit, 2 * line + 1, x)) / 2;
            text.append(RAMP.charAt(grey * RAMP.length() / 256));
        }
        return text.toString();
    }

    /** A line of a digit in half blocks: the foreground is the upper dot, the background the lower. */
    private String blocks(Digit digit, int line) {
        var text = new StringBuilder();
        String last = "";
        for (int x = 0; x < width; x++) {
            String colours = "38;5;" + shade(grey(digit, 2 * line, x)) + ";48;5;" + shade(grey(digit, 2 * line + 1, x));
            if (!colours.equals(last)) {
                text.append(ESCAPE).append(colours).append('m');
                last = colours;
            }
            text.append(UPPER_HALF);
        }
        return text.append(ESCAPE).append("0m").toString();
    }

    /** A grey of xterm's 256 colours: 16 is black, 232 .. 255 are 24 greys from dark to light. */
    private static int shade(int grey) {
        return grey == 0 ? 16 : 232 + grey * 24 / 256;
    }

    /** The mean of a dot's pixels; below the last row it is dark. */
    private int grey(Digit digit, int row, int column) {
        int sum = 0;
        for (int y = row * dot; y < (row + 1) * dot && y < digit.height(); y++) {
            for (int x = column * dot; x < (column + 1) * dot; x++) {
                sum += digit.grey(y, x);
            }
        }
        return sum / (dot * dot);
    }
}
