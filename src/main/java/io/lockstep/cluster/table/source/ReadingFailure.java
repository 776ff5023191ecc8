package io.lockstep.cluster.table.source;

import io.lockstep.data.DataException;
import io.lockstep.data.Excerpt;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.VersionInfo;

/**
 * What Spark and Hadoop throw while they read, in words.
 *
 * @param chain the failure and its causes
 * @param text all their messages
 */
public record ReadingFailure(List<Throwable> chain, String text) {
    private static final int LONGEST = 150; // of Spark's messages, which may have a whole row in them

    /** Part of the name of a missing class, or of what is not supported -> the package that has it. */
    private static final Map<String, String> PACKAGES = Map.of(
            "delta", "io.delta:delta-spark_2.12:3.2.0",
            "iceberg", "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.9.1",
            "hudi", "org.apache.hudi:hudi-spark3.5-bundle_2.12:1.0.2",
            "avro", "org.apache.spark:spark-avro_2.12:3.5.7",
            "s3a", "org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion(),
            "s3n", "org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion() + " (and write s3a://)",
            "\"s3\"", "org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion() + " (and write s3a://)",
            "abfs", "org.apache.hadoop:hadoop-azure:" + VersionInfo.getVersion(),
            "\"gs\"", "com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.26",
            "No suitable driver", "of the database's JDBC driver");

    private static final String DAMAGED = "a damaged or incomplete one, or another file";

    private static final Pattern FILE =
            Pattern.compile("\\b(?:file|hdfs|s3a|abfss?|gs|wasbs?|viewfs):/[^\\s,;)\\]'\"]+");
    private static final Pattern HEADER = Pattern.compile("Expected: (.*) but found: (.*)");
    private static final Pattern COLUMN = Pattern.compile("COLUMN_ALREADY_EXISTS.*The column `(.*)` already exists");
    private static final Pattern HEADER_LENGTH = Pattern.compile("Header length: (\\d+), schema size: (\\d+)");

    /** Of a stack trace, where what failed is. */
    private static final int FRAMES = 10;

    /** The words. */
    private record Words(String expected, String found, String remedy) {}

    /** The error for a failure; its own if it is one of ours already. */
    public static DataException of(String where, Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (Throwable cause : chain) {
            if (cause instanceof DataException ours) {
                return ours;
            }
        }
        StringBuilder text = new StringBuilder();
        chain.forEach(cause -> text.append(cause.getMessage()).append('\n'));
        ReadingFailure reading = new ReadingFailure(chain, text.toString());
        Words words = reading.ofAccess()
                .or(reading::ofDamage)
                .or(reading::ofSchema)
                .or(reading::ofCatalog)
                .orElseGet(reading::others);
        String place = reading.file(SourcePath.shown(where));
        return new DataException(Excerpt.of(place, 300), words.expected, words.found, words.remedy, failure);
    }

    /** Whether a task failed because it could not read: what was thrown while Spark read a file, and not by Lockstep. */
    static boolean isOfReading(Throwable failure) {
        List<Throwable> chain = chain(failure);
        return chain.stream()
                        .noneMatch(cause -> cause instanceof Error
                                || cause instanceof InterruptedException
                                || cause.getClass().getName().startsWith("io.lockstep."))
                && chain.stream()
                        .flatMap(cause -> Stream.of(cause.getStackTrace()))
                        .anyMatch(frame -> frame.getClassName().endsWith(".FileScanRDD$$anon$1")
                                || frame.getClassName().endsWith(".DataSourceRDD$$anon$1")
                                || frame.getClassName().contains(".jdbc.JDBCRDD"));
    }

    /** Whether the file system did not answer, or broke off while it did. */
    static boolean isUnreachable(Throwable failure) {
        return chain(failure).stream()
                .anyMatch(cause -> cause instanceof UnknownHostException
                        || cause instanceof ConnectException
                        || isBrokenCall(cause));
    }

    /** Whether a call to a server of Hadoop failed otherwise than by the server's answer. */
    private static boolean isBrokenCall(Throwable cause) {
        return cause instanceof IOException
                && !(cause instanceof RemoteException)
                && Stream.of(cause.getStackTrace())
                        .limit(FRAMES)
                        .anyMatch(frame -> frame.getClassName().startsWith("org.apache.hadoop.ipc.Client"));
    }

    /** Whether a row of text could not be parsed. */
    static boolean isMalformed(Throwable failure) {
        return chain(failure).stream()
                .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("Malformed records are detected")
                        || cause.getClass().getSimpleName().equals("BadRecordException"));
    }

    static List<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(50)
                .toList();
    }

    /** The file that a message names, or else where. */
    private String file(String where) {
        Matcher file = FILE.matcher(text);
        return file.find() ? SourcePath.shownUri(file.group().replaceFirst("[.:]+$", "")) : where;
    }

    private boolean has(Class<?>... types) {
        return chain.stream().anyMatch(cause -> Stream.of(types).anyMatch(type -> type.isInstance(cause)));
    }

    private boolean says(String... parts) {
        return Stream.of(parts).anyMatch(text::contains);
    }

    private boolean isThrownBy(String library) {
        return chain.stream()
                .map(Throwable::getStackTrace)
                .anyMatch(stack -> stack.length > 0 && stack[0].getClassName().startsWith(library));
    }

    private Optional<Words> ofAccess() {
        if (has(ClassNotFoundException.class, UnsupportedFileSystemException.class)
                || says(
                        "DATA_SOURCE_NOT_FOUND",
                        "Failed to find data source",
                        "No suitable driver",
                        "plugin class not found")) {
            String found = brief().replaceFirst("^([\\w.]+)\\.DefaultSource$", "the format $1, which no jar has");
            return Optional.of(new Words("what Spark can read with the jars that it has", found, jar()));
        }
        if (has(AccessControlException.class, AccessDeniedException.class) || says("Permission denied", "Forbidden")) {
            return Optional.of(
                    new Words("a file that may be read", "no permission", "Grant read access to this user."));
        }
        if (says("Incomplete HDFS URI")) {
            return Optional.of(new Words(
                    "a URI with a host, hdfs://HOST/PATH",
                    "none",
                    "Add the host, or set spark.hadoop.fs.defaultFS and leave out the scheme."));
        }
        if (chain.stream().anyMatch(ReadingFailure::isUnreachable)) {
            return Optional.of(new Words(
                    "a file system that can be reached",
                    has(UnknownHostException.class, ConnectException.class) ? brief() : "a connection that broke off",
                    "Check the host and the port, and that the service runs."));
        }
        if (has(FileNotFoundException.class, NoSuchFileException.class) || says("PATH_NOT_FOUND")) {
            return Optional.of(new Words(
                    "a file", "no such file or folder", "Check the path; a table must not change while it is read."));
        }
        return Optional.empty();
    }

    private String jar() {
        String all = text.toLowerCase(Locale.ROOT);
        return PACKAGES.entrySet().stream()
                .filter(known -> all.contains(known.getKey().toLowerCase(Locale.ROOT)))
                .map(known -> "Add the jar " + known.getValue() + ", with spark-submit's --packages or --jars.")
                .findFirst()
                .orElse("Correct the name, or add the jar that has it with spark-submit's --packages or --jars.");
    }

    private Optional<Words> ofDamage() {
        if (has(ZipException.class, EOFException.class)
                || says(
                        "incorrect header check",
                        "invalid block type",
                        "not a gzip file",
                        "Stream is not in the BZip2 format")) {
            return Optional.of(new Words(
                    "a compressed file as its name says", "a damaged or incomplete one", "Copy or compress it again."));
        }
        if (says("Malformed ORC file", "Not a valid ORC file") || isThrownBy("org.apache.orc.")) {
            return Optional.of(new Words("an ORC file", DAMAGED, "Write it again."));
        }
        if (says("not a Parquet file", "Could not read footer", "CANNOT_READ_FILE_FOOTER")
                || isThrownBy("org.apache.parquet.")) {
            return Optional.of(new Words("a Parquet file", DAMAGED, "Write it again."));
        }
        if (says("Malformed records are detected", "MALFORMED_RECORD")) {
            return Optional.of(new Words(
                    "rows that Spark can parse",
                    "a malformed one",
                    "Fix or remove the row; an object over several lines needs" + " data.options.multiLine = true."));
        }
        return Optional.empty();
    }

    private Optional<Words> ofSchema() {
        Matcher names = HEADER.matcher(text);
        if (names.find()) {
            return Optional.of(new Words(
                    "the same header in all files, the column '" + Excerpt.of(names.group(1), LONGEST) + "'",
                    "'" + Excerpt.of(names.group(2), LONGEST) + "' in its place",
                    "Write the files with the same columns in the same order."));
        }
        Matcher sizes = HEADER_LENGTH.matcher(text);
        if (sizes.find()) {
            return Optional.of(new Words(
                    "the same header in all files, %s columns".formatted(sizes.group(2)),
                    sizes.group(1),
                    "Write the files with the same columns in the same order."));
        }
        if (says("CANNOT_MERGE_SCHEMAS", "Failed merging schema", "Failed to merge")) {
            return Optional.of(
                    new Words(
                            "the same types of columns in all files",
                            brief(),
                            "Write the files with the same types, or set data.options.mergeSchema = false to take one file's."));
        }
        if (says("UNABLE_TO_INFER_SCHEMA", "Unable to infer schema")) {
            return Optional.of(new Words("files with columns", "none", "Give files with rows."));
        }
        Matcher column = COLUMN.matcher(text);
        if (column.find()) {
            return Optional.of(new Words(
                    "columns with different names",
                    "two with the name '" + Excerpt.of(column.group(1), LONGEST) + "'",
                    "Rename one of them."));
        }
        return Optional.empty();
    }

    private Optional<Words> ofCatalog() {
        if (says("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND", "REQUIRES_SINGLE_PART_NAMESPACE", "NoSuchNamespace")) {
            return Optional.of(new Words(
                    "a table of a catalog that this Spark session knows",
                    "no such table",
                    "Check the name, table:CATALOG.DB.NAME, and the settings spark.sql.catalog.*; quote parts with special"
                            + " characters, as in table:db.`my-table`."));
        }
        if (says("PARSE_SYNTAX_ERROR", "INVALID_IDENTIFIER", "Syntax error")) {
            return Optional.of(new Words(
                    "a table's name, table:CATALOG.DB.NAME",
                    "a name that Spark cannot parse",
                    "Quote parts with special characters, as in table:db.`my-table`."));
        }
        return Optional.empty();
    }

    private Words others() {
        return new Words("a table that Spark reads", brief(), "Repair the file, or write it again.");
    }

    /** The innermost message, which names the reason. */
    private String brief() {
        String message = chain.stream()
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce((outer, inner) -> inner)
                .orElseGet(() -> chain.get(chain.size() - 1).getClass().getSimpleName());
        return Excerpt.of(
                SourcePath.shown(message.lines()
                        .findFirst()
                        .orElse("")
                        .replaceFirst("^\\[[A-Z_.]+\\] ", "")
                        .replaceFirst("\\.$", "")),
                LONGEST);
    }
}
