package io.lockstep.cluster.table.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits CSV text (RFC 4180) into rows as Spark does, which does not tell their lines. Blank lines and comments are no rows.
 */
final class CsvRecords {
    private final BufferedReader in;
    private final TextOptions options;
    private final boolean multiLine;
    private long line;

    /**
     * @param multiLine whether a quoted cell may have line breaks
     */
    CsvRecords(Reader in, TextOptions options, boolean multiLine) {
        this.in = new BufferedReader(in);
        this.options = options;
        this.multiLine = multiLine;
    }

    /**
     * A row.
     *
     * @param line its first line in the file, from 1
     * @param lines how many
     * @param cells without their quotes
     * @param isClosed whether its last quote is closed
     */
    record Cells(long line, long lines, List<String> cells, boolean isClosed) {}

    /** The next row; null after the last. */
    @Nullable
    Cells next() throws IOException {
        String text = in.readLine();
        line++;
        while (text != null && (text.isBlank() || isComment(text))) {
            text = in.readLine();
            line++;
        }
        return text == null ? null : row(text);
    }

    private boolean isComment(String text) {
        return !options.comment().isEmpty() && text.startsWith(options.comment());
    }

    private Cells row(String firstLine) throws IOException {
        long first = line;
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        String text = firstLine;
        boolean quoted = false;
        int at = 0;
        while (true) {
            if (at >= text.length()) {
                String more = quoted && multiLine ? in.readLine() : null;
                if (more == null) {
                    cells.add(cell.toString());
                    return new Cells(first, line - first + 1, cells, !quoted);
                }
                line++;
                cell.append('\n');
                text = more;
                at = 0;
            } else if (quoted) {
                boolean quote = isQuote(text, at);
                boolean twice = quote && isQuote(text, at + 1);
                if (!quote || twice) {
                    cell.append(text.charAt(at));
                } else {
                    quoted = false;
                }
                at += twice ? 2 : 1;
            } else if (text.startsWith(options.separator(), at)) {
                cells.add(cell.toString());
                cell.setLength(0);
                at += options.separator().length();
            } else if (isQuote(text, at) && startsCell(text, at)) {
                quoted = true;
                at++;
            } else {
                cell.append(text.charAt(at));
                at++;
            }
        }
    }

    private boolean startsCell(String text, int at) {
        return at == 0
                || text.startsWith(options.separator(), at - options.separator().length());
    }

    private boolean isQuote(String text, int at) {
        return !options.quote().isEmpty() && text.startsWith(options.quote(), at);
    }
}
