package io.lockstep.cluster.table.source;

import io.lockstep.cluster.table.source.RowSearch.Found;
import io.lockstep.data.DataException;
import io.lockstep.data.Excerpt;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * JSON: an object a line, or an array of objects.
 *
 * @param reading what is told to Spark
 */
record JsonFiles(SparkFiles files, TextOptions options, Map<String, String> reading, Dataset<Row> rows)
        implements FileRows {
    private static final String MALFORMED = "_lockstep_malformed";
    private static final int LONGEST = 100;

    static JsonFiles open(SparkFiles files) {
        TextOptions options = TextOptions.of(files.source());
        if (files.found().files().isEmpty()) {
            throw new DataException(files.source().toString(), "objects, one a line", "an empty file", "Give rows.");
        }
        JsonHead head = JsonHead.of(files.head(options).text());
        Map<String, String> reading = head.isMultiLine() ? Map.of("multiLine", "true") : Map.of();
        try {
            Dataset<Row> raw = files.load(reading);
            if (raw.schema().isEmpty()) {
                throw new DataException(
                        files.source().toString(), "objects with fields", "none", "Give a file with rows.");
            }
            return new JsonFiles(files, options, reading, files.load(reading, ordered(raw.schema(), head.names())));
        } catch (Exception e) { // Spark parses all to know the types
            throw ReadingFailure.isMalformed(e)
                    ? malformed(files, options, reading)
                            .orElseGet(() -> ReadingFailure.of(files.source().source(), e))
                    : ReadingFailure.of(files.source().source(), e);
        }
    }

    /** The columns in the order of the fields: Spark has them by name. Those that no first object has follow. */
    private static StructType ordered(StructType schema, List<String> names) {
        return new StructType(Stream.of(schema.fields())
                .sorted(Comparator.comparingInt(
                        field -> names.contains(field.name()) ? names.indexOf(field.name()) : Integer.MAX_VALUE))
                .toArray(StructField[]::new));
    }

    @Override
    public Dataset<Row> ofFile(String file) {
        return files.loadOne(reading, rows.schema(), file);
    }

    @Override
    public RowPlace place(Found row) {
        return place(files, options, reading, row);
    }

    private static RowPlace place(SparkFiles files, TextOptions options, Map<String, String> reading, Found row) {
        boolean multiLine = options.multiLine().orElse(!reading.isEmpty());
        return multiLine
                ? new RowPlace(SourcePath.shownUri(row.file()), row.number(), false)
                : LineCount.of(files.configuration(), options.charset(), row, LineCount.where(line -> !line.isBlank()));
    }

    @Override
    public Optional<DataException> malformed() {
        return malformed(files, options, reading);
    }

    private static Optional<DataException> malformed(
            SparkFiles files, TextOptions options, Map<String, String> reading) {
        Map<String, String> permissive = new TreeMap<>(reading);
        permissive.put("mode", "PERMISSIVE");
        permissive.put("columnNameOfCorruptRecord", MALFORMED);
        StructType schema = new StructType()
                .add("_lockstep_none", DataTypes.StringType) // Spark refuses to read the other one alone
                .add(MALFORMED, DataTypes.StringType);
        return RowSearch.first(
                        files.load(permissive, schema),
                        file -> files.loadOne(permissive, schema, file),
                        row -> !row.isNullAt(1))
                .map(found -> new DataException(
                        place(files, options, reading, found).toString(),
                        reading.isEmpty() ? "an object, all on its line" : "an array of objects",
                        "'" + Excerpt.of(found.row().getString(1), LONGEST) + "'",
                        "Fix or remove it; objects over several lines need data.options.multiLine = true."));
    }
}
