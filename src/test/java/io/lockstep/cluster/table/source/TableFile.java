package io.lockstep.cluster.table.source;

import io.lockstep.data.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;

/** Files of tables, written for a test and read again. */
final class TableFile {
    private final List<String> notices = new ArrayList<>();
    private TableSource source;

    TableFile(Path path) {
        this(path.toString());
    }

    TableFile(String source) {
        this.source = TableSource.of(source);
    }

    static TableFile of(Path path, String text) {
        return of(path, text, StandardCharsets.UTF_8);
    }

    static TableFile of(Path path, String text, Charset charset) {
        return of(path, text.getBytes(charset));
    }

    static TableFile of(Path path, byte[] bytes) {
        try {
            Files.createDirectories(path.getParent());
            boolean isZipped = path.toString().endsWith(".gz");
            try (OutputStream out = Files.newOutputStream(path)) {
                OutputStream zipped = isZipped ? new GZIPOutputStream(out) : out;
                zipped.write(bytes);
                zipped.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TableFile(path);
    }

    TableFile with(String option, String value) {
        source = source.with(option, value);
        return this;
    }

    TableFile as(String format) {
        source = new TableSource(source.source(), format, source.options());
        return this;
    }

    OpenedTable open() {
        notices.clear();
        return OpenedTable.open(source, notices::add);
    }

    List<String> notices() {
        return List.copyOf(notices);
    }

    /** The cells of all rows; the order of rows is the file's where there is one. */
    List<List<Object>> cells() {
        OpenedTable table = open();
        return table.read(() -> table.rows().collectAsList()).stream()
                .map(TableFile::cells)
                .toList();
    }

    static List<Object> cells(Row row) {
        return IntStream.range(0, row.size())
                .mapToObj(at -> row.isNullAt(at) ? "null" : row.get(at))
                .toList();
    }

    List<String> columns() {
        return open().columns();
    }

    /** What is said when all rows are read, with the folder left out; fails if nothing is. */
    String error() {
        try {
            return "no error: " + cells();
        } catch (DataException e) {
            return String.valueOf(e.getMessage()).replaceAll("/\\S*/junit-?\\d+/", "");
        }
    }
}
