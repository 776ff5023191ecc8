package io.lockstep.cluster.table.source;

import io.lockstep.cluster.table.source.RowSearch.Found;
import io.lockstep.data.DataException;
import io.lockstep.data.Excerpt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * LIBSVM: a column {@code label} and a column {@code features}, a sparse vector.
 *
 * @param lines of text
 * @param first the smallest index, 0 or 1
 * @param features the number of columns
 */
record LibsvmFiles(SparkFiles files, TextOptions options, Dataset<Row> lines, int first, int features)
        implements FileRows {
    private static final StructType TEXT = new StructType().add("value", DataTypes.StringType);
    private static final StructType SCHEMA = new StructType()
            .add("label", DataTypes.DoubleType, false)
            .add("features", SQLDataTypes.VectorType(), false);

    /** With the number of columns that the user or the training data says, or else the largest in the files. */
    static LibsvmFiles open(SparkFiles files) {
        TextOptions options = TextOptions.of(files.source());
        if (files.found().files().isEmpty()) {
            throw new DataException(files.source().toString(), "rows", "an empty file", "Give a file with rows.");
        }
        files.head(options); // text at all
        int first = files.source()
                        .option(LibsvmLine.ZERO_BASED)
                        .filter("true"::equalsIgnoreCase)
                        .isPresent()
                ? 0
                : 1;
        Dataset<Row> lines = files.load(Map.of(), TEXT).select("value");
        LibsvmFiles all = new LibsvmFiles(files, options, lines, first, Integer.MAX_VALUE);
        int features = files.source()
                .option(LibsvmLine.NUM_FEATURES)
                .map(LibsvmFiles::number)
                .orElseGet(all::width);
        return new LibsvmFiles(files, options, lines, first, features);
    }

    private static int number(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new DataException(
                    "data.options." + LibsvmLine.NUM_FEATURES,
                    "a number of columns",
                    Excerpt.of(text, 20),
                    "Correct it.");
        }
        return Integer.parseInt(text);
    }

    private int width() {
        int from = first;
        try {
            return lines.javaRDD()
                    .map(line -> LibsvmLine.of(line.getString(0), from, Integer.MAX_VALUE)
                            .map(LibsvmLine::width)
                            .orElse(0))
                    .fold(0, Math::max);
        } catch (Exception e) { // Spark's are not declared
            throw malformed().orElseGet(() -> ReadingFailure.of(files.source().source(), e));
        }
    }

    @Override
    public Dataset<Row> rows() {
        return parsed(lines);
    }

    @Override
    public Dataset<Row> ofFile(String file) {
        return parsed(text(file));
    }

    private Dataset<Row> text(String file) {
        return files.loadOne(Map.of(), TEXT, file).select("value");
    }

    private Dataset<Row> parsed(Dataset<Row> text) {
        int from = first;
        int width = features;
        FlatMapFunction<Row, Row> parse = line -> LibsvmLine.of(line.getString(0), from, width)
                .map(row -> List.of(RowFactory.create(row.label(), Vectors.sparse(width, row.indexes(), row.values()))))
                .orElseGet(List::of)
                .iterator();
        return text.flatMap(parse, Encoders.row(SCHEMA));
    }

    @Override
    public RowPlace place(Found row) {
        return LineCount.of(
                files.configuration(),
                options.charset(),
                row,
                LineCount.where(line -> !line.replaceFirst("#.*", "").isBlank()));
    }

    @Override
    public Optional<DataException> malformed() {
        int from = first;
        int width = features;
        return RowSearch.first(
                        lines,
                        this::text,
                        line -> error(line.getString(0), from, width).isPresent())
                .flatMap(found -> error(found.row().getString(0), from, width)
                        .map(error -> error.at(
                                new RowPlace(SourcePath.shownUri(found.file()), found.number(), true).toString())));
    }

    private static Optional<RecordException> error(String line, int first, int features) {
        try {
            LibsvmLine.of(line, first, features);
            return Optional.empty();
        } catch (RecordException e) {
            return Optional.of(e);
        }
    }
}
