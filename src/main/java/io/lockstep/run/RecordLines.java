package io.lockstep.run;

import io.lockstep.data.WholeFile;
import io.lockstep.report.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;

/**
 * Records in a file, a line of JSON each, that grows while a run runs.
 *
 * @param file where
 * @param type of the records
 */
record RecordLines<T>(Path file, Class<T> type) {

    /** Those that are there, up to a line that is not whole. */
    List<T> all() {
        return OutputException.using(file, () -> Json.lines(file, type));
    }

    /** Adds one. */
    void add(T record) {
        OutputException.writing(
                file,
                () -> Files.writeString(file, Json.line(record), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Forgets the others. */
    void keep(Predicate<T> which) throws IOException {
        StringBuilder lines = new StringBuilder();
        all().stream().filter(which).forEach(record -> lines.append(Json.line(record)));
        WholeFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
