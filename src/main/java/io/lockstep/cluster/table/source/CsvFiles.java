package io.lockstep.cluster.table.source;

import io.lockstep.cluster.table.source.CsvRecords.Cells;
import io.lockstep.cluster.table.source.RowSearch.Found;
import io.lockstep.data.DataException;
import io.lockstep.data.Excerpt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * CSV: all cells are text, whatever they look like.
 *
 * @param options the user's
 * @param reading what else is told to Spark
 * @param raw as Spark reads it
 */
record CsvFiles(SparkFiles files, TextOptions options, Map<String, String> reading, Dataset<Row> raw)
        implements FileRows {
    private static final int MOST_COLUMNS = 20_000; // Spark's limit is a little above
    private static final String MALFORMED = "_lockstep_malformed";
    private static final int LONGEST = 100;
    private static final int HEADS = 16;

    /** Looks at the first file, and tells what Spark does on its own account. */
    static CsvFiles open(SparkFiles files, Consumer<String> notices) {
        TextOptions options = TextOptions.of(files.source());
        if (files.found().files().isEmpty()) {
            throw new DataException(
                    files.source().toString(), "a header and rows", "an empty file", "Give a file with rows.");
        }
        List<CsvHead> heads = heads(files, options);
        heads.forEach(one -> one.requireReadable(files.found().files().size() == 1));
        CsvHead head = heads.get(0);
        Map<String, String> reading = new TreeMap<>();
        int width = head.rows().get(0).cells().size();
        if (width > MOST_COLUMNS) {
            reading.put("maxColumns", String.valueOf(2 * width));
        }
        if (options.hasWideCharacters() && options.multiLine().isEmpty()) {
            reading.put("multiLine", "true"); // lines cannot be told by a byte
        }
        heads.stream().flatMap(one -> one.lineBreak().stream()).findFirst().ifPresent(place -> {
            reading.put("multiLine", "true");
            notices.accept(
                    place + ": a quoted cell has a line break, so that one task reads a file (multiLine = true).");
        });
        Dataset<Row> raw = files.load(reading);
        Stream.of(raw.schema().fieldNames())
                .filter(name -> name.indexOf('\uFFFD') >= 0)
                .findFirst()
                .ifPresent(name -> {
                    throw new DataException(
                            head.file(),
                            "a header in " + options.charset(),
                            Excerpt.of(name, LONGEST),
                            "Set data.options.encoding.");
                });
        List<String> renamed = head.renamed(List.of(raw.schema().fieldNames()));
        if (!renamed.isEmpty()) {
            renamed.forEach(notices);
            reading.put("enforceSchema", "true"); // or Spark refuses its own names
            requireSameHeaders(files, options, head);
            raw = files.load(reading);
        }
        return new CsvFiles(files, options, reading, raw);
    }

    /** The beginnings of the first file and of some others, evenly chosen. */
    private static List<CsvHead> heads(SparkFiles files, TextOptions options) {
        int all = files.found().files().size();
        return IntStream.range(0, Math.min(all, HEADS))
                .mapToObj(at -> files.found().files().get((int) ((long) at * all / Math.min(all, HEADS))))
                .map(file -> CsvHead.of(files.head(file, options), options))
                .toList();
    }

    private static void requireSameHeaders(SparkFiles files, TextOptions options, CsvHead first) {
        for (Path file : files.found().files()) {
            CsvHead other = CsvHead.of(files.head(file, options), options);
            if (!other.rows().isEmpty()
                    && !other.rows().get(0).cells().equals(first.rows().get(0).cells())) {
                throw new DataException(
                        other.file(),
                        "the header of " + Excerpt.of(first.file(), LONGEST),
                        "another one",
                        "Write the files with the same columns in the same order.");
            }
        }
    }

    @Override
    public Dataset<Row> rows() {
        return converted(raw);
    }

    @Override
    public Dataset<Row> ofFile(String file) {
        return converted(files.loadOne(reading, raw.schema(), file));
    }

    private Dataset<Row> converted(Dataset<Row> rows) {
        return options.decimalComma() ? DecimalComma.converted(rows) : rows;
    }

    @Override
    public RowPlace place(Found row) {
        return LineCount.of(files.configuration(), options.charset(), row, this::line);
    }

    private long line(BufferedReader in, long number) throws IOException {
        boolean multiLine = options.multiLine().orElse(reading.containsKey("multiLine"));
        CsvRecords records = new CsvRecords(in, options, multiLine);
        long rows = options.hasHeader() ? -1 : 0;
        for (Cells row = records.next(); row != null; row = records.next()) {
            if (++rows == number) {
                return row.line();
            }
        }
        return 0;
    }

    @Override
    public Optional<DataException> malformed() {
        return otherWidth().or(this::decimalPoint);
    }

    private Optional<DataException> otherWidth() {
        Map<String, String> permissive = new TreeMap<>(reading);
        permissive.put("mode", "PERMISSIVE");
        permissive.put("columnNameOfCorruptRecord", MALFORMED);
        StructType schema = new StructType(Stream.concat(
                        Stream.of(raw.schema().fields()),
                        Stream.of(DataTypes.createStructField(MALFORMED, DataTypes.StringType, true)))
                .toArray(StructField[]::new));
        return RowSearch.first(
                        files.load(permissive, schema),
                        file -> files.loadOne(permissive, schema, file),
                        row -> !row.isNullAt(row.fieldIndex(MALFORMED)))
                .map(found -> {
                    String text = found.row().getString(found.row().fieldIndex(MALFORMED));
                    Cells cells = cells(text);
                    return CsvHead.otherWidth(
                            place(found).toString(),
                            raw.schema().size(),
                            "%,d%s: '%s'"
                                    .formatted(
                                            cells.cells().size(),
                                            WordCheck.isLoneQuote(text, options.quote())
                                                    ? ", with a quote that has no other one"
                                                    : "",
                                            Excerpt.of(text, LONGEST)),
                            options);
                });
    }

    private Cells cells(String text) {
        try {
            @Nullable Cells cells = new CsvRecords(new StringReader(text), options, true).next();
            return cells == null ? new Cells(1, 1, List.of(), true) : cells;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<DataException> decimalPoint() {
        if (!options.decimalComma()) {
            return Optional.empty();
        }
        return RowSearch.first(
                        raw,
                        file -> files.loadOne(reading, raw.schema(), file),
                        row -> pointIn(row).isPresent())
                .flatMap(found ->
                        pointIn(found.row()).map(wrong -> wrong.at(place(found).toString())));
    }

    private static Optional<RecordException> pointIn(Row row) {
        return IntStream.range(0, row.size())
                .filter(at -> row.get(at) instanceof String)
                .mapToObj(at -> pointIn(row.schema().fieldNames()[at], row.getString(at)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<RecordException> pointIn(String column, String cell) {
        try {
            DecimalComma.convert(column, cell);
            return Optional.empty();
        } catch (RecordException e) {
            return Optional.of(e);
        }
    }
}
