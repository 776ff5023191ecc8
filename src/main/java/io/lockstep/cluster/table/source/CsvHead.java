package io.lockstep.cluster.table.source;

import static java.util.stream.Collectors.joining;

import io.lockstep.cluster.table.source.CsvRecords.Cells;
import io.lockstep.data.DataException;
import io.lockstep.data.Excerpt;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The first rows of a CSV file, looked at before Spark reads it, which would take many errors for data: another separator,
 * no header, a decimal comma, a quoted line break.
 *
 * @param file its path, for messages
 * @param options the user's
 * @param rows the header first, if there is one
 * @param isWhole whether these are all
 */
record CsvHead(String file, TextOptions options, List<Cells> rows, boolean isWhole) {
    private static final int ROWS = 1_000;
    private static final List<String> SEPARATORS = List.of(";", "\t", "|", ",", " ");
    private static final int SHOWN = 5;
    private static final int LONGEST = 30;

    /** Splits the text. */
    static CsvHead of(FileHead head, TextOptions options) {
        List<Cells> rows = new ArrayList<>();
        CsvRecords records = new CsvRecords(
                new StringReader(head.text()), options, options.multiLine().orElse(true));
        try {
            for (Cells row = records.next(); row != null && rows.size() < ROWS; row = records.next()) {
                rows.add(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean isWhole = head.isWhole() && rows.size() < ROWS;
        if (!head.isWhole() && rows.size() > 1 && rows.size() < ROWS) {
            rows.remove(rows.size() - 1); // cut off
        }
        return new CsvHead(head.file(), options, rows, isWhole);
    }

    /**
     * Refuses a file that would be read wrongly.
     *
     * @param isOnly whether the table has no other file
     * @throws DataException if it has no rows, or the options do not fit it
     */
    void requireReadable(boolean isOnly) {
        if (rows.isEmpty()) {
            throw new DataException(file, "a header and rows", "an empty file", "Give a file with rows.");
        }
        requireSeparator();
        requireClosedQuotes();
        requireSameWidth();
        if (options.header().isEmpty()) {
            requireHeader();
        }
        if (isOnly && isWhole && rows.size() == 1 && options.hasHeader()) {
            throw new DataException(
                    file,
                    "rows below the header",
                    "the header alone: " + shown(header()),
                    "Give a file with rows; if this line is a row, set data.options.header = false.");
        }
        if (!options.decimalComma()) {
            requireDecimalPoint();
        }
    }

    /** The place of the first row that has several lines; empty if none has, or the user's options decide about them. */
    Optional<RowPlace> lineBreak() {
        return options.multiLine().isPresent()
                ? Optional.empty()
                : rows.stream()
                        .filter(row -> row.lines() > 1)
                        .map(row -> new RowPlace(file, row.line(), true))
                        .findFirst();
    }

    /** What is to be told of names that Spark has changed. */
    List<String> renamed(List<String> names) {
        if (!options.hasHeader() || rows.isEmpty()) {
            return List.of();
        }
        List<String> changed = IntStream.range(0, Math.min(header().size(), names.size()))
                .filter(at -> !header().get(at).equals(names.get(at)))
                .mapToObj(at -> "column %,d, %s, is called %s"
                        .formatted(
                                at + 1,
                                header().get(at).isEmpty()
                                        ? "which has no name"
                                        : "another '" + Excerpt.of(header().get(at), LONGEST) + "'",
                                Excerpt.of(names.get(at), LONGEST)))
                .toList();
        return changed.isEmpty()
                ? List.of()
                : List.of(file + ": "
                        + changed.stream().limit(SHOWN).collect(joining("; "))
                        + (changed.size() > SHOWN ? "; %,d more".formatted(changed.size() - SHOWN) : "")
                        + ". Column names should be different and not empty.");
    }

    private List<String> header() {
        return rows.get(0).cells();
    }

    private List<Cells> body() {
        return rows.subList(options.hasHeader() ? 1 : 0, rows.size());
    }

    private void requireSeparator() {
        if (header().size() > 1) {
            return;
        }
        String line = header().get(0);
        for (String other : SEPARATORS) {
            int found = count(line, other);
            boolean everywhere = found > 0 && body().stream().allMatch(row -> isSplit(row, other, found));
            if (everywhere && !other.equals(options.separator())) {
                throw new DataException(
                        file + ", line " + rows.get(0).line(),
                        "columns separated by " + named(options.separator()),
                        "one column, with %s in it: '%s'".formatted(named(other), Excerpt.of(line, 2 * LONGEST)),
                        "Set data.options.sep = \"%s\".".formatted(other.equals("\t") ? "\\t" : other));
            }
        }
    }

    /** Cut by mistake into cells, a line has them joined again. */
    private boolean isSplit(Cells row, String other, int inHeader) {
        int found = count(String.join(options.separator(), row.cells()), other);
        return other.equals(" ") ? found == inHeader : found >= inHeader; // more within quotes
    }

    private static int count(String line, String separator) {
        return (line.length() - line.replace(separator, "").length()) / separator.length();
    }

    private static String named(String separator) {
        return switch (separator) {
            case "\t" -> "a tab";
            case " " -> "a blank";
            default -> "'" + separator + "'";
        };
    }

    private void requireClosedQuotes() {
        Cells last = rows.get(rows.size() - 1);
        if (isWhole && !last.isClosed()) {
            throw new DataException(
                    "%s, line %,d".formatted(file, last.line()),
                    "a closing quote " + options.quote(),
                    "none up to the end of the file",
                    "Close it, write a quote within quotes twice (\"\"), or set data.options.quote to another character.");
        }
    }

    private void requireSameWidth() {
        for (Cells row : rows) {
            if (row.cells().size() != header().size()) {
                throw otherWidth(
                        "%s, line %,d".formatted(file, row.line()),
                        header().size(),
                        "%,d: %s".formatted(row.cells().size(), shown(row.cells())),
                        options);
            }
        }
    }

    /** The error of a row with another number of cells. */
    static DataException otherWidth(String where, int expected, String found, TextOptions options) {
        return new DataException(
                where,
                "%,d field%s, as the %s has"
                        .formatted(expected, expected == 1 ? "" : "s", options.hasHeader() ? "header" : "first row"),
                found,
                "Fix or remove the line: a field with " + named(options.separator())
                        + " in it must be quoted; a quoted line break needs data.options.multiLine = true.");
    }

    private void requireHeader() {
        long numbers = header().stream().filter(CsvHead::isNumber).count();
        boolean isData = numbers == header().size()
                ? rows.size() > 1 && !isConsecutive()
                : (rows.size() > 1 && numbers > 1 && !isAscending()) || wordsComeAgain();
        if (isData) {
            throw new DataException(
                    file + ", line " + rows.get(0).line(),
                    "a header with the columns' names",
                    "what looks like a row: " + shown(header()),
                    "Set data.options.header = false (columns are then called _c0, _c1, ...), or true if it is a header.");
        }
    }

    private static boolean isNumber(String cell) {
        return cell.matches("\\s*[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?\\s*");
    }

    /** 0, 1, 2, ...: names that programs give. */
    private boolean isConsecutive() {
        List<Double> numbers = numbers();
        return numbers.get(0) == Math.rint(numbers.get(0))
                && IntStream.range(1, numbers.size()).allMatch(at -> numbers.get(at) == numbers.get(0) + at)
                && numbers.size() > 1;
    }

    /** Years, sizes or quantiles as names, side by side. */
    private boolean isAscending() {
        List<Double> numbers = numbers();
        long first = header().stream().takeWhile(cell -> !isNumber(cell)).count();
        return IntStream.range(1, numbers.size()).allMatch(at -> numbers.get(at) > numbers.get(at - 1))
                && header().stream().skip(first).limit(numbers.size()).allMatch(CsvHead::isNumber);
    }

    private List<Double> numbers() {
        return header().stream()
                .filter(CsvHead::isNumber)
                .map(cell -> Double.valueOf(cell.strip()))
                .toList();
    }

    /** Whether each word of the first row stands in another row, too, in its own column. */
    private boolean wordsComeAgain() {
        return IntStream.range(0, header().size())
                .filter(at -> !header().get(at).isBlank() && !isNumber(header().get(at)))
                .boxed()
                .map(at -> body().stream().anyMatch(row -> row.cells().get(at).equals(header().get(at))))
                .reduce(Boolean::logicalAnd)
                .orElse(false);
    }

    private void requireDecimalPoint() {
        for (int column = 0; column < header().size(); column++) {
            int at = column;
            List<String> cells = body().stream()
                    .map(row -> row.cells().get(at))
                    .filter(cell -> !cell.isBlank())
                    .toList();
            Optional<String> comma =
                    cells.stream().filter(DecimalComma::isNumber).findFirst();
            if (comma.isPresent()
                    && cells.stream()
                            .allMatch(cell -> DecimalComma.isNumber(cell) || cell.matches("\\s*[-+]?\\d+\\s*"))) {
                throw new DataException(
                        "%s, column %s".formatted(file, Excerpt.of(header().get(at), LONGEST)),
                        "numbers with a decimal point",
                        "a decimal comma: '" + Excerpt.of(comma.get(), LONGEST) + "'",
                        "Set data.options.decimal = \",\".");
            }
        }
    }

    private static String shown(List<String> cells) {
        return cells.stream()
                        .limit(SHOWN)
                        .map(cell -> Excerpt.of(cell, LONGEST))
                        .collect(joining(", "))
                + (cells.size() > SHOWN ? ", ..." : "");
    }
}
