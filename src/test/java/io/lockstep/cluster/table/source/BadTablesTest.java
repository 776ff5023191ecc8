package io.lockstep.cluster.table.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.LocalSpark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static Arguments csv(String name, String text, String message) {
        return file(name, "a.csv", text, message);
    }

    private static Arguments file(String name, String file, String text, String message) {
        return of(name, folder -> TableFile.of(folder.resolve(file), text), message);
    }

    private static Arguments of(String name, Function<Path, TableFile> table, String message) {
        return Arguments.of(name, table, message);
    }

    static Stream<Arguments> tables() {
        return Stream.of(
                csv("semicolons", "a;b;c\n1;2;3\n4;5;6\n", "x"),
                csv("semicolons and decimal commas", "a;b;c\n1,5;2;3\n4;5,5;6\n", "x"),
                csv("tabs", "a\tb\n1\t2\n", "x"),
                csv("bars", "a|b\n1|2\n", "x"),
                csv("blanks", "a b\n1 2\n", "x"),
                csv("no header, numbers", "5.1,3.5\n4.9,3.0\n", "x"),
                csv("no header, words", "republican,n,y\ndemocrat,y,n\nrepublican,n,y\n", "x"),
                csv("no header, both", "0.23,Ideal,E,326\n0.21,Premium,E,326\n0.29,Good,I,334\n", "x"),
                csv("ragged", "a,b\n1,2\n\n3\n", "x"),
                csv("ragged, more", "a,b\n1,2\n3,4,5\n", "x"),
                csv("empty", "", "x"),
                csv("only blank lines", "\n\n", "x"),
                csv("header alone", "a,b\n", "x"),
                csv("open quote", "a,b\n1,\"2\n3,4\n", "x"),
                of("decimal comma", f -> TableFile.of(f.resolve("a.csv"), "a;b\n1,5;x\n2;y\n").with("sep", ";"), "x"),
                of(
                        "decimal comma with a point",
                        f -> TableFile.of(f.resolve("a.csv"), "a;b\n1,5;x\n1.234;y\n")
                                .with("sep", ";")
                                .with("decimal", ","),
                        "x"),
                of(
                        "UTF-16",
                        f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n", StandardCharsets.UTF_16),
                        "x"),
                of(
                        "UTF-16 without a mark",
                        f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n", StandardCharsets.UTF_16LE),
                        "x"),
                of(
                        "Latin-1",
                        f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,caf\u00e9\n", StandardCharsets.ISO_8859_1),
                        "x"),
                csv("binary", "a,b\n\0\1\2", "x"),
                csv("Excel", "PK\3\4...", "x"),
                csv("web page", "<!DOCTYPE html><html>", "x"),
                of("unknown encoding", f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n").with("encoding", "utf8x"), "x"),
                of("mode", f -> TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n").with("mode", "DROPMALFORMED"), "x"),
                of(
                        "other header",
                        f -> {
                            TableFile.of(f.resolve("t/b.csv"), "a,c\n1,2\n");
                            TableFile.of(f.resolve("t/a.csv"), "a,b\n1,2\n");
                            return new TableFile(f.resolve("t"));
                        },
                        "x"),
                of(
                        "longer header",
                        f -> {
                            TableFile.of(f.resolve("t/b.csv"), "a,b,c\n1,2,3\n");
                            TableFile.of(f.resolve("t/a.csv"), "a,b\n1,2\n");
                            return new TableFile(f.resolve("t"));
                        },
                        "x"),
                of(
                        "ragged in the second file",
                        f -> {
                            TableFile.of(f.resolve("t/b.csv"), "a,b\n1,2\n3\n");
                            TableFile.of(f.resolve("t/a.csv"), "a,b\n1,2\n");
                            return new TableFile(f.resolve("t"));
                        },
                        "x"),
                of(
                        "line break after the beginning",
                        f -> {
                            TableFile.of(f.resolve("t/b.csv"), "a,b\n1,2\n3,\"x\ny\"\n");
                            TableFile.of(f.resolve("t/a.csv"), "a,b\n1,2\n");
                            return new TableFile(f.resolve("t"));
                        },
                        "x"),
                file("JSON, malformed", "a.json", "{\"a\":1}\n\n{\"a\":\n{\"a\":3}\n", "x"),
                file("JSON, no objects", "a.json", "1\n2\n", "x"),
                file("JSON, empty objects", "a.json", "{}\n{}\n", "x"),
                file("JSON, empty", "a.json", "", "x"),
                file("JSON, same name twice", "a.json", "{\"a\":1,\"a\":2}\n", "x"),
                file("LIBSVM, index 0", "a.libsvm", "1 1:1\n0 0:1 2:1\n", "x"),
                file("LIBSVM, unordered", "a.svm", "1 1:1\n# nothing\n\n0 3:1 2:1\n", "x"),
                file("LIBSVM, twice", "a.svm", "1 1:1 1:2\n", "x"),
                file("LIBSVM, a word", "a.svmlight", "1 1:1\nyes 3:1\n", "x"),
                file("LIBSVM, no colon", "a.svmlight", "1 1:1 7\n", "x"),
                file("LIBSVM, NaN", "a.svmlight", "1 1:nan\n", "x"),
                file("LIBSVM, query", "a.svmlight", "1 qid:3 1:5\n", "x"),
                of(
                        "LIBSVM, more columns",
                        f -> TableFile.of(f.resolve("a.svm"), "1 1:1\n0 4:1\n").with("numFeatures", "3"),
                        "x"),
                file("Parquet, text", "a.parquet", "a,b\n1,2\n", "x"),
                file("Parquet, empty", "a.parquet", "", "x"),
                file("ORC, text", "a.orc", "a,b\n1,2,3,4,5,6,7,8,9,10\n", "x"),
                of("missing", f -> new TableFile(f.resolve("a.csv")), "x"),
                of("missing pattern", f -> new TableFile(f.resolve("*.csv")), "x"),
                of(
                        "Delta",
                        f -> {
                            TableFile.of(f.resolve("t/_delta_log/0.json"), "{}");
                            return new TableFile(f.resolve("t"));
                        },
                        "x"),
                of(
                        "Delta without its jar",
                        f -> {
                            TableFile.of(f.resolve("t/_delta_log/0.json"), "{}");
                            return new TableFile(f.resolve("t")).as("delta");
                        },
                        "x"),
                of("Iceberg without its jar", f -> new TableFile(f.resolve("t")).as("iceberg"), "x"),
                of("unknown format", f -> new TableFile(f.resolve("t")).as("cvs"), "x"),
                of("S3 without its jar", f -> new TableFile(Path.of("s3a://bucket/a.csv")), "x"),
                of(
                        "damaged gzip",
                        f -> {
                            TableFile.of(f.resolve("a.csv"), "a,b\n1,2\n");
                            return rename(f.resolve("a.csv"), f.resolve("b.csv.gz"));
                        },
                        "x"),
                of(
                        "gzip without its ending",
                        f -> {
                            TableFile.of(f.resolve("a.csv.gz"), "a,b\n1,2\n");
                            return rename(f.resolve("a.csv.gz"), f.resolve("b.csv"));
                        },
                        "x"));
    }

    private static TableFile rename(Path from, Path to) {
        return from.toFile().renameTo(to.toFile()) ? new TableFile(to) : new TableFile(from);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void theMessageSaysWhatToDo(String name, Function<Path, TableFile> table, String message) {
        String said = table.apply(folder).error();
        System.out.println("CASE\t" + name + "\t" + said);
        assertThat(said).doesNotStartWith("no error").hasSizeLessThan(1_000);
    }
}
