package io.lockstep.data.drawn;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Writes the drawn table as a CSV file with a header; a missing value is an empty field. */
public final class DrawnCsv {
    private DrawnCsv() {}

    /**
     * Writes all rows.
     *
     * @param folder is created if missing
     * @param gzip whether the file is compressed
     * @return the file
     */
    public static Path write(Path folder, boolean gzip) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(gzip ? "apartments.csv.gz" : "apartments.csv");
        try (OutputStream plain = Files.newOutputStream(file);
                OutputStream out = gzip ? new GZIPOutputStream(plain) : plain;
                PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            text.print(
                    DrawnTable.columns().stream().map(DrawnTable.Column::name).collect(Collectors.joining(",")));
            text.print('\n');
            for (int place = 0; place < DrawnTable.ROWS; place++) { // no cell has a comma, a quote or a line break
                text.print(Arrays.stream(DrawnTable.row(place))
                        .map(cell -> cell == null ? "" : cell.toString())
                        .collect(Collectors.joining(",")));
                text.print('\n');
            }
            if (text.checkError()) {
                throw new IOException(file + " cannot be written");
            }
        }
        return file;
    }
}
