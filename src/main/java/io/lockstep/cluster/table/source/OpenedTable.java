package io.lockstep.cluster.table.source;

import io.lockstep.data.DataException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A table that Spark reads on demand. Who runs a job on its rows does so by {@link #read}, or has a failure put into words by
 * {@link #inWords}.
 */
public final class OpenedTable {
    private final TableSource source;
    private final Dataset<Row> rows;
    private final Optional<FileRows> files;

    private OpenedTable(TableSource source, Dataset<Row> rows, Optional<FileRows> files) {
        this.source = source;
        this.rows = rows;
        this.files = files;
    }

    /** Opens a table in the session of the context that is there. */
    public static OpenedTable open(TableSource source, Consumer<String> notices) {
        return open(SparkSession.builder().getOrCreate(), source, notices);
    }

    /**
     * Reads the schema, and the beginning of text.
     *
     * @param session the caller's; its settings are left as they are
     * @param notices hears of what is read otherwise than it stands there
     * @throws DataException if there is no such table, or it cannot be read with these options
     */
    public static OpenedTable open(SparkSession session, TableSource source, Consumer<String> notices) {
        try {
            if (source.catalogName().isPresent()) {
                return new OpenedTable(
                        source, session.table(source.catalogName().get()), Optional.empty());
            }
            if (source.isDrawn()) {
                return new OpenedTable(source, DrawnRows.of(session), Optional.empty());
            }
            Optional<TableFormat> format = TableFormat.named(source.format());
            if (format.isEmpty() && !source.format().isEmpty()) {
                return new OpenedTable(source, others(session, source), Optional.empty());
            }
            FoundFiles found = FoundFiles.find(session.sparkContext().hadoopConfiguration(), source.source(), format)
                    .orElseThrow(() -> new DataException(
                            source.toString(),
                            "a table",
                            "no files that end as tables do",
                            "Name another source, or set data.format."));
            FileRows files = open(SparkFiles.of(session, source, found), notices);
            return new OpenedTable(source, files.rows(), Optional.of(files));
        } catch (Exception e) { // Spark throws checked exceptions that no signature declares
            throw ReadingFailure.of(source.source(), e);
        }
    }

    private static FileRows open(SparkFiles files, Consumer<String> notices) {
        return switch (files.found().format()) {
            case PARQUET, ORC -> ColumnFiles.open(files);
            case CSV -> CsvFiles.open(files, notices);
            case JSON -> JsonFiles.open(files);
            case LIBSVM -> LibsvmFiles.open(files);
        };
    }

    /** Any other format that Spark knows: Delta, Iceberg, JDBC. */
    private static Dataset<Row> others(SparkSession session, TableSource source) {
        var reader = session.read().format(source.format()).options(source.options());
        if (!source.format().equalsIgnoreCase("jdbc")) {
            return reader.load(source.source());
        }
        return (source.option("url").isPresent() ? reader : reader.option("url", source.source())).load();
    }

    /** What the user named. */
    public TableSource source() {
        return source;
    }

    /**
     * All rows, read on demand. The cells of CSV are text, an empty one is null. Take cells by their position: two names may differ in
     * case alone, which Spark's own look-up by name refuses in the caller's session.
     */
    public Dataset<Row> rows() {
        return rows;
    }

    /** The columns' names, in their order. */
    public List<String> columns() {
        return List.of(rows.columns());
    }

    /**
     * Finds the first row, by the files' paths and the order in the file, that a test is true for, where the table has files. It reads
     * the table again: for errors.
     */
    public Optional<RowPlace> first(RowTest test) {
        return read(() -> files.flatMap(
                those -> RowSearch.first(rows, those::ofFile, test).map(those::place)));
    }

    /**
     * Does what reads the rows.
     *
     * @throws DataException if they cannot be read
     */
    public <T> T read(Callable<T> action) {
        try {
            return action.call();
        } catch (Exception e) {
            throw OpenedTable.<RuntimeException>asItIs(inWords(e));
        }
    }

    /** A failure of a job on the rows: as a {@link DataException} if a row or a file cannot be read, or else as it is. */
    public Throwable inWords(Throwable failure) {
        boolean isRecord = ReadingFailure.chain(failure).stream().anyMatch(RecordException.class::isInstance);
        if (isRecord || (ReadingFailure.isOfReading(failure) && ReadingFailure.isMalformed(failure))) {
            Optional<DataException> found = malformed();
            if (found.isPresent()) {
                return found.get();
            }
        }
        return ReadingFailure.isOfReading(failure) ? ReadingFailure.of(source.source(), failure) : failure;
    }

    private Optional<DataException> malformed() {
        try {
            return files.flatMap(FileRows::malformed);
        } catch (Exception e) { // then the first failure is the one to tell
            return Optional.empty();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is to take it for unchecked
    private static <E extends Throwable> E asItIs(Throwable failure) throws E {
        throw (E) failure;
    }
}
