package io.lockstep.data.drawn;

import io.lockstep.data.WholeFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        Path file = folder.resolve(gzip ? "apartments.csv.gz" : "apartments.csv");
        try (WholeFile whole = new WholeFile(file)) {
            Files.createDirectories(folder);
            writeRows(whole.aside(), gzip);
            whole.commit();
        } catch (IOException e) {
            throw new IOException(
                    folder + ": expected a folder to which the table can be written, found " + e
                            + ". Choose another folder.",
                    e);
        }
        return file;
    }

    private static void writeRows(Path file, boolean gzip) throws IOException {
        try (OutputStream plain = Files.newOutputStream(file);
                OutputStream out = gzip ? new GZIPOutputStream(plain) : plain;
                Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            text.write(line(DrawnTable.columns().stream().map(DrawnTable.Column::name)));
            for (int place = 0; place < DrawnTable.ROWS; place++) {
                text.write(line(Arrays.stream(DrawnTable.row(place)).map(cell -> cell == null ? "" : cell.toString())));
            }
        }
    }

    /** No cell has a comma, a quote or a line break. */
    private static String line(Stream<String> cells) {
        return cells.collect(Collectors.joining(",", "", "\n"));
    }
}
