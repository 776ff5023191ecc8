package io.lockstep.cluster.table.source;

import io.lockstep.cluster.table.source.RowSearch.Found;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Finds the line of a row in a text file by counting. */
final class LineCount {
    private static final long LARGEST = 1L << 30; // of a larger file, the driver would read for minutes

    private LineCount() {}

    /** How rows follow each other in a file. */
    @FunctionalInterface
    interface Rows {
        /** The line of the row with this number; 0 if there are not so many. */
        long line(BufferedReader in, long number) throws IOException;
    }

    /** The place of a row. */
    static RowPlace of(Configuration configuration, Charset charset, Found row, Rows rows) {
        Path path = new Path(SourcePath.decoded(row.file()));
        String shown = SourcePath.shown(path.toString());
        try {
            boolean isLarge =
                    path.getFileSystem(configuration).getFileStatus(path).getLen() > LARGEST;
            if (isLarge) {
                return new RowPlace(shown, row.number(), false);
            }
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(FileHead.open(configuration, path), charset))) {
                long line = rows.line(in, row.number());
                return line > 0 ? new RowPlace(shown, line, true) : new RowPlace(shown, row.number(), false);
            }
        } catch (IOException e) { // the row's error is the one to tell
            return new RowPlace(shown, row.number(), false);
        }
    }

    /** Rows of one line each, among others that are none. */
    static Rows where(Predicate<String> isRow) {
        return (in, number) -> {
            long rows = 0;
            long lines = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines++;
                rows += isRow.test(line) ? 1 : 0;
                if (rows == number) {
                    return lines;
                }
            }
            return 0;
        };
    }
}
