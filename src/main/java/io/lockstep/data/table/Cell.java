package io.lockstep.data.table;

import java.nio.charset.StandardCharsets;

/**
 * What stands in one column of one row, in a form that no file format changes: a number is the same whether it was written as text, as an
 * integer or as a double. It is filled again for each row, and is not safe for several threads.
 */
public final class Cell {
    /** What a cell can be. */
    enum Kind {
        /** Null, or text without a letter. */
        MISSING,
        /** A number; NaN or infinite where a typed column holds that. */
        NUMBER,
        /** {@code true} or {@code false}, also as text in any case. */
        BOOLEAN,
        /** Other text. */
        WORD
    }

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private Kind kind = Kind.MISSING;
    private double number;
    private long whole;
    private boolean isWhole;
    private byte[] text = new byte[64];
    private int length = -1; // of the text; -1 where there is none yet

    /** Nothing. */
    public void setMissing() {
        kind = Kind.MISSING;
        length = 0;
    }

    /** A whole number. */
    public void setWhole(long value) {
        kind = Kind.NUMBER;
        number = value;
        whole = value;
        isWhole = true;
        length = -1;
    }

    /** A number, which may be NaN or infinite. */
    public void setNumber(double value) {
        kind = Kind.NUMBER;
        number = value;
        isWhole = false;
        length = -1;
    }

    /** A boolean. */
    public void setBoolean(boolean value) {
        kind = Kind.BOOLEAN;
        number = value ? 1 : 0;
        write(value ? TRUE : FALSE);
    }

    /** An array for text of this length, before {@link #setText}. */
    public byte[] room(int size) {
        if (text.length < size) {
            text = new byte[Math.max(size, 2 * text.length)];
        }
        return text;
    }

    /** The text in {@link #room}, UTF-8 of this length. */
    public void setText(int size) {
        length = size;
        number = NumberText.parse(text, size);
        isWhole = false;
        if (!Double.isNaN(number)) {
            kind = Kind.NUMBER;
        } else if (isBlank(size)) {
            setMissing();
        } else if (reads(TRUE)) {
            setBoolean(true);
        } else if (reads(FALSE)) {
            setBoolean(false);
        } else {
            kind = Kind.WORD;
        }
    }

    private boolean isBlank(int size) {
        for (int i = 0; i < size; i++) {
            if (text[i] != ' ' && text[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Whether the text is this word in lower case. */
    private boolean reads(byte[] word) {
        if (length != word.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((text[i] | 0x20) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private void write(byte[] word) {
        System.arraycopy(word, 0, room(word.length), 0, word.length);
        length = word.length;
    }

    Kind kind() {
        return kind;
    }

    boolean isMissing() {
        return kind == Kind.MISSING;
    }

    /** Whether it is a number or a boolean: 0 or 1. */
    boolean isNumeric() {
        return kind == Kind.NUMBER || kind == Kind.BOOLEAN;
    }

    /** The number, of a numeric cell. */
    double number() {
        return number;
    }

    /** The number rounded to single precision, where -0 is 0. */
    float value() {
        return (float) number + 0.0f;
    }

    /** For {@link RowHash}. */
    long hash() {
        return switch (kind) {
            case MISSING -> 1L << 62;
            case NUMBER, BOOLEAN -> RowHash.of(value());
            case WORD -> RowHash.of(text, length);
        };
    }

    /** For the hash of a row that this cell names: numbers of any size differ. */
    long idHash() {
        if (kind == Kind.NUMBER) {
            long exact = isWhole ? whole : (long) number;
            return exact == number ? exact : Double.doubleToLongBits(number);
        }
        return hash();
    }

    /** Makes {@link #utf8} the word that the cell is: of a number, the same for any way to write it. */
    void spell() {
        if (kind == Kind.NUMBER && (length < 0 || !isPlain())) {
            write(canonical().getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Whether the text is a whole number in digits; zeros before it stay, because they have a meaning where they are written. */
    private boolean isPlain() {
        int first = text[0] == '-' ? 1 : 0;
        for (int i = first; i < length; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        return number != 0 || first == 0;
    }

    private String canonical() {
        if (isWhole) {
            return Long.toString(whole);
        }
        return NumberText.canonical(number);
    }

    /** After {@link #spell}: as many bytes as {@link #length}. */
    byte[] utf8() {
        return text;
    }

    int length() {
        return length;
    }

    /** For messages. */
    @Override
    public String toString() {
        if (kind == Kind.MISSING) {
            return "nothing";
        }
        return length < 0 ? canonical() : new String(text, 0, length, StandardCharsets.UTF_8);
    }
}
