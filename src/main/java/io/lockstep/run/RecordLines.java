package io.lockstep.run;

import io.lockstep.data.Storage;
import io.lockstep.data.WholeFile;
import io.lockstep.report.HashedJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Lines file of records, appended to while a run is in progress: on a local disk by itself for each record; on a file system that
 * can append, through one stream that stays open; on one that cannot, by writing the whole file again at each {@link #save}.
 */
final class RecordLines<T> implements AutoCloseable {
    private static final String REMEDY = "Restore the file from a backup, or remove the run's folder to start over.";

    private final Path file;
    private final Class<T> type;
    private final Storage storage;
    private final StringBuilder unsaved = new StringBuilder();
    private @Nullable OutputStream out;

    /** The records of this type in a file. */
    RecordLines(Path file, Class<T> type) {
        this.file = file;
        this.type = type;
        storage = Storage.of(file);
    }

    /** Where the records are. */
    Path file() {
        return file;
    }

    /**
     * The records; a truncated last line is ignored.
     *
     * @throws io.lockstep.data.DataException if one is damaged
     */
    List<T> all() {
        save();
        return OutputException.using(file, () -> {
            close();
            return HashedJson.lines(file, type, REMEDY);
        });
    }

    /** Appends a record. */
    void add(T record) {
        byte[] line = HashedJson.line(record).getBytes(StandardCharsets.UTF_8);
        OutputException.writing(file, () -> {
            if (storage.isLocal()) {
                Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } else if (storage.appends()) {
                append(line);
            } else {
                unsaved.append(new String(line, StandardCharsets.UTF_8));
            }
        });
    }

    private void append(byte[] line) throws IOException {
        if (out == null) {
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        out.write(line);
        out.flush();
    }

    /** Removes all records, including damaged ones. */
    void clear() throws IOException {
        close();
        unsaved.setLength(0);
        WholeFile.write(file, new byte[0]);
    }

    /** Keeps only these records. */
    void keep(Predicate<T> which) throws IOException {
        StringBuilder lines = new StringBuilder();
        all().stream().filter(which).forEach(record -> lines.append(HashedJson.line(record)));
        WholeFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Makes the file hold all records: before they are read, and before a checkpoint that depends on them. */
    void save() {
        OutputException.writing(file, () -> {
            if (!unsaved.isEmpty()) {
                byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
                String lines = new String(before, StandardCharsets.UTF_8) + unsaved;
                WholeFile.write(file, lines.getBytes(StandardCharsets.UTF_8));
                unsaved.setLength(0);
            }
        });
    }

    /** Closes the stream, if one is open; the next record opens another. */
    @Override
    public void close() throws IOException {
        try (OutputStream closed = out) {
            out = null;
        }
    }
}
