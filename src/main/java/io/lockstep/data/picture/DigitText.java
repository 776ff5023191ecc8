package io.lockstep.data.picture;

import static java.util.stream.Collectors.joining;

import io.lockstep.data.picture.DigitPicture.Digit;
import java.util.List;

/** Digits side by side as text. A character is one dot wide and two dots tall, as in most fonts. */
final class DigitText {
    private static final String RAMP = " .:-=+*#%@";
    private static final String GAP = "  ";
    private static final String ESCAPE = "\u001b[";
    /** Characters of a digit's width below which it is not made smaller. */
    private static final int LEGIBLE = 14;

    private static final char UPPER_HALF = '\u2580';

    private final boolean colour;
    private final int dot; // pixels along a dot's side
    private final int width; // of a digit, in characters
    private final int cell; // of a digit and its label, in characters
    private final int lines; // of a digit
    private final int perRow;

    private DigitText(Digit any, int widestLabel, int count, int columns, boolean colour) {
        this.colour = colour;
        int smallest = Math.min(any.width(), LEGIBLE);
        boolean oneRow = fitting(columns, Math.max(any.width(), widestLabel)) >= count;
        boolean mayHalve = colour && any.width() / 2 >= LEGIBLE; // in plain characters half size is too coarse
        int wanted = oneRow || !mayHalve ? 1 : 2;
        while (fitting(columns, any.width() / wanted) == 0 && any.width() / (wanted + 1) >= smallest) {
            wanted++;
        }
        dot = wanted;
        width = any.width() / dot;
        cell = Math.max(width, widestLabel);
        lines = (any.height() / dot + 1) / 2;
        perRow = fitting(columns, cell);
        if (perRow == 0) {
            throw new IllegalArgumentException(
                    "digits as text: expected at least " + cell + " columns, found " + columns);
        }
    }

    /** The digits and their labels, in lines of at most so many columns; the digits are all of one size. */
    static String of(List<Digit> digits, int columns, boolean colour) {
        int widestLabel =
                digits.stream().mapToInt(digit -> digit.label().length()).max().orElse(0);
        var layout = new DigitText(digits.get(0), widestLabel, digits.size(), columns, colour);
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
                    .map(digit -> (colour ? blocks(digit, line) : ramp(digit, line)) + " ".repeat(cell - width))
                    .collect(joining(GAP));
            text.append(all.stripTrailing()).append('\n');
        }
        String labels = row.stream().map(digit -> centred(digit.label())).collect(joining(GAP));
        text.append(labels.stripTrailing()).append('\n');
    }

    private String centred(String label) {
        int before = Math.max(0, width - label.length()) / 2;
        return " ".repeat(before) + label + " ".repeat(cell - before - label.length());
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
