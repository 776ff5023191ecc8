package io.lockstep.cluster.table.source;

import io.lockstep.data.DataException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;

/**
 * What the user's options say about text files.
 *
 * @param separator of cells
 * @param quote around cells; empty for none
 * @param comment begins a line that is no row; empty for none
 * @param charset of the text
 * @param header whether the first line has the columns' names; empty if the user did not say
 * @param multiLine whether a row may have several lines; empty if the user did not say
 * @param decimalComma whether numbers are written as 3,14
 */
record TextOptions(
        String separator,
        String quote,
        String comment,
        Charset charset,
        Optional<Boolean> header,
        Optional<Boolean> multiLine,
        boolean decimalComma) {

    /**
     * Checks them.
     *
     * @throws DataException if one has a value that it cannot have
     */
    static TextOptions of(TableSource source) {
        String mode = source.option("mode").orElse("FAILFAST");
        require("mode", mode.equalsIgnoreCase("FAILFAST"), "FAILFAST: no row is left out or guessed", mode);
        String separator = source.option("sep", "delimiter").orElse(",").replace("\\t", "\t");
        require("sep", !separator.isEmpty(), "at least one character", "none");
        String decimal = source.option(DecimalComma.OPTION).orElse(".");
        require(DecimalComma.OPTION, decimal.equals(".") || decimal.equals(","), "'.' or ','", decimal);
        return new TextOptions(
                separator,
                source.option("quote").orElse("\""),
                source.option("comment").orElse(""),
                charset(source.option("encoding", "charset").orElse("UTF-8")),
                bool(source, "header"),
                bool(source, "multiLine"),
                decimal.equals(","));
    }

    private static Optional<Boolean> bool(TableSource source, String name) {
        return source.option(name).map(value -> {
            String plain = value.strip().toLowerCase(Locale.ROOT);
            require(name, plain.equals("true") || plain.equals("false"), "true or false", value);
            return Boolean.valueOf(plain);
        });
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new DataException(
                    "data.options.encoding", "an encoding such as UTF-8, ISO-8859-1 or UTF-16", name, "Correct it.", e);
        }
    }

    private static void require(String name, boolean isRight, String expected, String found) {
        if (!isRight) {
            throw new DataException(
                    "data.options." + name, expected, "'" + found + "'", "Correct or remove the option.");
        }
    }

    /** Whether the first line has the columns' names. */
    boolean hasHeader() {
        return header.orElse(true);
    }

    /** Whether a line ends with a byte that may be a part of another character. */
    boolean hasWideCharacters() {
        return !charset.equals(StandardCharsets.UTF_8) && "\n".getBytes(charset).length > 1;
    }
}
