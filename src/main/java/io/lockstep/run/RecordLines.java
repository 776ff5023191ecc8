package io.lockstep.run;

import io.lockstep.data.WholeFile;
import io.lockstep.report.HashedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;

/**
 * A JSON Lines file of records, appended to while a run is in progress.
 *
 * @param file where
 * @param type of the records
 */
record RecordLines<T>(Path file, Class<T> type) {

    private static final String REMEDY = "Restore the file from a backup, or remove the run's folder to start over.";

    /**
     * The records; a truncated last line is ignored.
     *
     * @throws io.lockstep.data.DataException if one is damaged
     */
    List<T> all() {
        return OutputException.using(file, () -> HashedJson.lines(file, type, REMEDY));
    }

    /** Appends a record. */
    void add(T record) {
        OutputException.writing(
                file,
                () -> Files.writeString(
                        file, HashedJson.line(record), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Removes all records, including damaged ones. */
    void clear() throws IOException {
        WholeFile.write(file, new byte[0]);
    }

    /** Keeps only these records. */
    void keep(Predicate<T> which) throws IOException {
        StringBuilder lines = new StringBuilder();
        all().stream().filter(which).forEach(record -> lines.append(HashedJson.line(record)));
        WholeFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
