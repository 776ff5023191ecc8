package io.lockstep.cluster.table.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.LocalSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of files that cannot be read, or would be read wrongly. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class BadTablesTest {
    private static JavaSparkContext spark;

    @TempDir
    private Path folder;

    /** The messages by the tables' names, a line each. */
    private static Map<String, String> messages;

    @BeforeAll
    static void start() throws IOException {
        messages = Files.readAllLines(Path.of("src/test/resources/bad-tables.txt")).stream()
                .map(line -> line.split(" => ", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static Arguments csv(String name, String text) {
        return file(name, "a.csv", text);
    }

    private static Arguments file(String name, String file, String text) {
        return of(name, folder -> TableFile.of(folder.resolve(file), text));
    }

    private static Arguments of(String name, Function<Path, TableFile> table) {
        return Arguments.of(name, table);
    }

    static Stream<Arguments> tables() {
        return Stream.of(
                csv("semicolons", "a;b;c\n1;2;3\n4;5;6\n"),
                csv("semicolons and decimal commas", "a;b;c\n1,5;2;3\n4;5,5;6\n"),
                csv("tabs", "a\tb\n1\t2\n"),
                csv("bars", "a|b\n1|2\n"),
                csv("blanks", "a b\n1 2\n"),
                csv("no header, numbers", "5.1,3.5\n4.9,3.0\n"),
                csv("no header, words", "republican,n,y\ndemocrat,y,n\nrepublican,n,y\n"),
                csv("no header, both", "0.23,Ideal,E,326\n0.21,Premium,E,326\n0.29,Good,I,334\n"),
                csv("ragged", "a,b\n1,2\n\n3\n"),
                csv("ragged, more", "a,b\n1,2\n3,4,5\n"),
                csv("empty", ""),
                csv("only blank lines", "\n\n"),
                csv("header alone", "a,b\n"),
                csv("open quote", "a,b\n1,\"2\n3,4\n"),
                of(
                        "decimal comma",
                        f -> TableFile.of(f.resolve("a.csv"), "a;b\n1,5;x\n2;y\n")
                                .with("sep", ";")),
                of(
                        "decimal comma with a point",
                        f -> TableFile.of(f.resolve("a.csv"), "a;b\n1,5;x\n1.234;y\n")
                                .with("sep", ";")
                                .with("decimal", ",")),
                of("UTF-16", f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n", StandardCharsets.UTF_16)),
                of(
                        "UTF-16 without a mark",
                        f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n", StandardCharsets.UTF_16LE)),
                of("Latin-1", f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,caf\u00e9\n", StandardCharsets.ISO_8859_1)),
                csv("binary", "a,b\n\0\1\2"),
                csv("Excel", "PK\3\4..."),
                csv("web page", "<!DOCTYPE html><html>"),
                of(
                        "unknown encoding",
                        f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n").with("encoding", "utf8x")),
                of("mode", f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n").with("mode", "DROPMALFORMED")),
                of("other header", f -> {
                    TableFile.of(f.resolve("t/b.csv"), "a,c\n1,2\n");
                    TableFile.of(f.resolve("t/a.csv"), "a,b\n1,2\n");
                    return new TableFile(f.resolve("t"));
                }),
                of("longer header", f -> {
                    TableFile.of(f.resolve("t/b.csv"), "a,b,c\n1,2,3\n");
                    TableFile.of(f.resolve("t/a.csv"), "a,b\n1,2\n");
                    return new TableFile(f.resolve("t"));
                }),
                of("ragged in the second file", f -> {
                    TableFile.of(f.resolve("t/b.csv"), "a,b\n1,2\n3\n");
                    TableFile.of(f.resolve("t/a.csv"), "a,b\n1,2\n");
                    return new TableFile(f.resolve("t"));
                }),
                of(
                        "line break after the beginning",
                        f -> TableFile.of(f.resolve("a.csv"), "a,b\n" + "1,2\n".repeat(300_000) + "3,\"x\ny\"\n")),
                file("JSON, malformed", "a.json", "{\"a\":1}\n\n{\"a\":\n{\"a\":3}\n"),
                file("JSON, no objects", "a.json", "1\n2\n"),
                file("JSON, empty objects", "a.json", "{}\n{}\n"),
                file("JSON, empty", "a.json", ""),
                file("JSON, same name twice", "a.json", "{\"a\":1,\"a\":2}\n"),
                file("LIBSVM, index 0", "a.libsvm", "1 1:1\n0 0:1 2:1\n"),
                file("LIBSVM, unordered", "a.svm", "1 1:1\n# nothing\n\n0 3:1 2:1\n"),
                file("LIBSVM, twice", "a.svm", "1 1:1 1:2\n"),
                file("LIBSVM, a word", "a.svmlight", "1 1:1\nyes 3:1\n"),
                file("LIBSVM, no colon", "a.svmlight", "1 1:1 7\n"),
                file("LIBSVM, NaN", "a.svmlight", "1 1:nan\n"),
                file("LIBSVM, query", "a.svmlight", "1 qid:3 1:5\n"),
                of(
                        "LIBSVM, more columns",
                        f -> TableFile.of(f.resolve("a.svm"), "1 1:1\n0 4:1\n").with("numFeatures", "3")),
                file("Parquet, text", "a.parquet", "a,b\n1,2\n"),
                file("Parquet, empty", "a.parquet", ""),
                file("ORC, text", "a.orc", "a,b\n1,2,3,4,5,6,7,8,9,10\n"),
                of("missing", f -> new TableFile(f.resolve("a.csv"))),
                of("missing pattern", f -> new TableFile(f.resolve("*.csv"))),
                of("Delta", f -> {
                    TableFile.of(f.resolve("t/_delta_log/0.json"), "{}");
                    return new TableFile(f.resolve("t"));
                }),
                of("Delta without its jar", f -> {
                    TableFile.of(f.resolve("t/_delta_log/0.json"), "{}");
                    return new TableFile(f.resolve("t")).as("delta");
                }),
                of("Iceberg without its jar", f -> new TableFile(f.resolve("t")).as("iceberg")),
                of("unknown format", f -> new TableFile(f.resolve("t")).as("cvs")),
                of("unknown file system", f -> new TableFile("foo://host/a.csv")),
                of(
                        "JDBC without its driver",
                        f -> new TableFile("jdbc:db2://me:secret@host/db")
                                .as("jdbc")
                                .with("dbtable", "t")),
                of("no table of a catalog", f -> new TableFile("table:db.nowhere")),
                of("a part of a catalog's name with a special character", f -> new TableFile("table:my-table")),
                of("S3 without its jar", f -> new TableFile("s3a://bucket/a.csv")),
                of("damaged gzip", f -> {
                    TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n");
                    return rename(f.resolve("a.csv"), f.resolve("b.csv.gz"));
                }),
                of("gzip without its ending", f -> {
                    TableFile.of(f.resolve("a.csv.gz"), "a,b\n1,2\n");
                    return rename(f.resolve("a.csv.gz"), f.resolve("b.csv"));
                }));
    }

    private static TableFile rename(Path from, Path to) {
        return from.toFile().renameTo(to.toFile()) ? new TableFile(to) : new TableFile(from);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void theMessageSaysWhatToDo(String name, Function<Path, TableFile> table) {
        assertThat(table.apply(folder).error()).hasSizeLessThan(1_000).isEqualTo(messages.get(name));
    }

    @Test
    void eachMessageIsOfATable() {
        assertThat(tables().map(table -> table.get()[0]))
                .doesNotHaveDuplicates()
                .containsAll(messages.keySet());
    }
}
