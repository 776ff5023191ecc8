package io.lockstep.cluster.table.source;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * Files that Spark reads, in a session of our own on the caller's context: the caller's settings are not changed, and do not
 * change what is read.
 *
 * @param session reads all files
 * @param uncut reads a file in one partition
 * @param source the user's
 * @param found the files
 */
record SparkFiles(SparkSession session, SparkSession uncut, TableSource source, FoundFiles found) {
    private static final Map<String, String> OURS = Map.of(
            "spark.sql.caseSensitive", "true", // A and a are two columns
            "spark.sql.files.ignoreCorruptFiles", "false",
            "spark.sql.files.ignoreMissingFiles", "false",
            "spark.sql.csv.parser.columnPruning.enabled", "false"); // or rows with too few cells pass

    private static final Map<String, String> ONE_PARTITION = Map.of(
            "spark.sql.files.maxPartitionBytes", String.valueOf(1L << 50),
            "spark.sql.files.openCostInBytes", String.valueOf(1L << 50),
            "spark.sql.files.minPartitionNum", "1");

    static SparkFiles of(SparkSession caller, TableSource source, FoundFiles found) {
        SparkSession session = copied(caller, OURS);
        return new SparkFiles(session, copied(session, ONE_PARTITION), source, found);
    }

    /** A session with the settings of another one and some more. */
    private static SparkSession copied(SparkSession session, Map<String, String> more) {
        SparkSession copy = session.newSession();
        JavaConverters.mapAsJavaMapConverter(session.conf().getAll()).asJava().forEach((key, value) -> {
            if (key.startsWith("spark.sql.") && !value.equals(copy.conf().get(key, null))) {
                try {
                    copy.conf().set(key, value);
                } catch (Exception e) { // AnalysisException, undeclared: of the context, so that it is the same anyway
                    if (!(e instanceof AnalysisException)) {
                        throw e;
                    }
                }
            }
        });
        more.forEach(copy.conf()::set);
        return copy;
    }

    /** Reads all files. */
    Dataset<Row> load(Map<String, String> options) {
        return reader(session, options).load(found.pattern());
    }

    /** Reads all files, with this schema. */
    Dataset<Row> load(Map<String, String> options, StructType schema) {
        return reader(session, options).schema(schema).load(found.pattern());
    }

    /** Reads one of the files, in one partition. */
    Dataset<Row> loadOne(Map<String, String> options, StructType schema, String file) {
        DataFrameReader reader = reader(uncut, options).schema(schema);
        return (found.isPattern() || file.equals(found.location())
                        ? reader
                        : reader.option("basePath", found.location()))
                .load(SourcePath.literal(file));
    }

    private DataFrameReader reader(SparkSession by, Map<String, String> options) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(found.format().options());
        all.putAll(options);
        all.putAll(source.options());
        all.keySet().removeIf(DecimalComma.OPTION::equalsIgnoreCase);
        String format =
                found.format() == TableFormat.LIBSVM ? "text" : found.format().toString();
        return by.read().format(format).options(all);
    }

    /** The beginning of the first file. */
    FileHead head(TextOptions options) {
        return head(found.files().get(0), options);
    }

    FileHead head(Path file, TextOptions options) {
        return FileHead.of(configuration(), file, options.charset());
    }

    Configuration configuration() {
        return session.sparkContext().hadoopConfiguration();
    }
}
