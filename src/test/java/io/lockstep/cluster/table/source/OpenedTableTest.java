package io.lockstep.cluster.table.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.DataException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of all formats, and what is written in them in other ways. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class OpenedTableTest {
    private static final String[] COLUMNS = {"Sepal.Length", "a b", "\u00c9t\u00e9", "A", "a", "b-c"};

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

    private TableFile csv(String text) {
        return TableFile.of(folder.resolve("a.csv"), text);
    }

    private static SparkSession session() {
        return SparkSession.builder().getOrCreate();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b\n1,x\n,y\n",
                "a,b\r\n1,x\r\n,y\r\n",
                "\uFEFFa,b\n1,x\n,y",
                "\"a\",\"b\"\n\"1\",\"x\"\n\n\"\",y\n"
            })
    void csvIsTextWhateverEndsItsLines(String text) {
        assertThat(csv(text).columns()).containsExactly("a", "b");
        assertThat(csv(text).cells()).containsExactly(List.of("1", "x"), List.of("null", "y"));
        assertThat(TableFile.of(folder.resolve("z.csv.gz"), text).cells()).hasSize(2);
    }

    @Test
    void quotesAreThoseOfRfc4180() {
        assertThat(csv("a,b\n\"x, \"\"y\"\"\",\"\\\"\n").cells()).containsExactly(List.of("x, \"y\"", "\\"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aQuotedLineBreakIsReadAndTold(String end) {
        TableFile table = csv("\uFEFFa,b" + end + "1,\"x" + end + "y\"" + end + "2,z" + end);
        assertThat(table.columns()).containsExactly("a", "b");
        assertThat(table.notices())
                .singleElement()
                .asString()
                .contains("a.csv, line 2: a quoted cell has a line break");
        assertThat(table.cells()).containsExactly(List.of("1", "x\ny"), List.of("2", "z"));
        assertThat(table.open().first(row -> row.getString(1).equals("z")).orElseThrow())
                .hasToString(folder.resolve("a.csv") + ", line 4");
    }

    @ParameterizedTest
    @CsvSource({"';', ';'", "'\\t', '\t'", "'|', '|'", "'||', '||'"})
    void otherSeparatorsAreReadWhereTheOptionSaysSo(String option, String separator) {
        String text = "a,b\n1,x\n".replace(",", separator);
        assertThat(csv(text).with("sep", option).cells()).containsExactly(List.of("1", "x"));
    }

    @Test
    void withoutAHeaderColumnsAreNumbered() {
        TableFile table = csv("1,2\n3,4\n").with("header", "false");
        assertThat(table.columns()).containsExactly("_c0", "_c1");
        assertThat(table.cells()).hasSize(2);
        assertThat(table.open()
                        .first(row -> row.getString(0).equals("3"))
                        .orElseThrow()
                        .number())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label,0,1,2\n5,0,0,9\n",
                "0,1,2\n7,7,7\n",
                "land,2019,2020\nA,1,2\nB,2,3\n",
                "q,0.25,0.5\nx,1,2\n",
                "y,n\nx,n\n"
            })
    void namesThatAreNumbersAreNames(String text) {
        assertThat(csv(text).columns()).hasSizeGreaterThan(1).doesNotContain("_c0");
    }

    @Test
    void aHeaderThatLooksLikeARowIsOneIfTheOptionSaysSo() {
        assertThat(csv("5.1,3.5\n4.9,3\n").with("header", "true").columns()).containsExactly("5.1", "3.5");
    }

    @Test
    void aDecimalCommaIsConverted() {
        TableFile table = csv("x;y;wort\n3,14;-1;a,b\n,5;1,5e-3;1.2.2020\n")
                .with("sep", ";")
                .with("decimal", ",");
        assertThat(table.cells()).containsExactly(List.of("3.14", "-1", "a,b"), List.of(".5", "1.5e-3", "1.2.2020"));
        assertThat(table.open()
                        .first(row -> row.getString(0).equals(".5"))
                        .orElseThrow()
                        .number())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-16", "UTF-16LE"})
    void anotherEncodingIsReadWhereTheOptionSaysSo(String encoding) {
        TableFile table = TableFile.of(
                        folder.resolve("a.csv"), "\u00e9t\u00e9,b\n1,caf\u00e9\n2,x\n", Charset.forName(encoding))
                .with("encoding", encoding);
        assertThat(table.columns()).containsExactly("\u00e9t\u00e9", "b");
        assertThat(table.cells()).containsExactly(List.of("1", "caf\u00e9"), List.of("2", "x"));
    }

    @Test
    void sparksNamesForColumnsWithoutOneAreTold() {
        TableFile.of(folder.resolve("t/a.csv"), ",x,x,X\n1,2,3,4\n");
        TableFile.of(folder.resolve("t/b.csv"), ",x,x,X\n5,6,7,8\n");
        TableFile table = new TableFile(folder.resolve("t"));
        assertThat(table.columns()).containsExactly("_c0", "x1", "x2", "X");
        assertThat(table.notices())
                .singleElement()
                .asString()
                .contains("column 1, which has no name, is called _c0; column 2, another 'x', is called x1; column 3");
        assertThat(table.cells()).hasSize(2);
        TableFile.of(folder.resolve("t/b.csv"), ",x,x,Y\n5,6,7,8\n");
        assertThat(table.error()).startsWith("t/b.csv: expected the header of ");
    }

    @Test
    void manyColumnsAreRead() {
        String names = String.join(
                ",", IntStream.range(0, 20_500).mapToObj(i -> "c" + i).toList());
        assertThat(csv(names + "\n" + names.replace("c", "") + "\n").columns()).hasSize(20_500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "json", "csv"})
    void aTableIsTheSameInAnyFormat(String format) {
        Path table = folder.resolve("t." + format);
        write(format, table, 100);
        OpenedTable read = new TableFile(table).open();
        assertThat(read.rows().columns()).containsExactly(COLUMNS);
        assertThat(read.rows().collectAsList().stream()
                        .map(row -> TableFile.cells(row).stream()
                                .map(String::valueOf)
                                .toList())
                        .sorted(java.util.Comparator.comparingInt(cells -> Integer.parseInt(cells.get(0))))
                        .toList())
                .isEqualTo(IntStream.range(0, 100)
                        .mapToObj(i -> List.of("" + i, "x" + i, i % 2 == 0 ? "null" : "1", "" + i, "-" + i, "y"))
                        .toList());
        RowPlace place = read.first(row -> row.get(3).toString().equals("77")).orElseThrow();
        assertThat(place.toString())
                .as("the rows 50 .. 99 are in the second file")
                .matches(".*/part-00001.*, "
                        + (format.equals("csv") ? "line 29" : format.equals("json") ? "line 28" : "row 28"));
        assertThat(read.first(row -> false)).isEmpty();
    }

    private static void write(String format, Path table, int rows) {
        SparkSession caseSensitive = session().newSession();
        caseSensitive.conf().set("spark.sql.caseSensitive", true);
        caseSensitive
                .range(0, rows, 1, 2)
                .selectExpr(
                        "id as `Sepal.Length`",
                        "concat('x', id) as `a b`",
                        "if(id % 2 = 0, null, 1) as `\u00c9t\u00e9`",
                        "id as A",
                        "concat('-', id) as a",
                        "'y' as `b-c`")
                .write()
                .option("header", "true")
                .format(format)
                .save(table.toString());
    }

    @Test
    void thePlaceDoesNotDependOnPartitions() {
        Path table = folder.resolve("t.csv");
        write("csv", table, 100);
        for (String bytes : List.of("100", "1000000")) {
            SparkSession other = session().newSession();
            other.conf().set("spark.sql.files.maxPartitionBytes", bytes);
            OpenedTable read = OpenedTable.open(other, TableSource.of(table.toString()), notice -> {});
            assertThat(read.first(row -> Integer.parseInt(row.getString(0)) % 50 >= 30)
                            .orElseThrow()
                            .toString())
                    .matches(".*/part-00000.*, line 32");
        }
    }

    @Test
    void theCallersSessionIsLeftAsItIs() {
        SparkSession caller = session().newSession();
        caller.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        OpenedTable table = OpenedTable.open(
                caller, TableSource.of(csv("A,a\n1,2\n").columns().isEmpty() ? "" : folder + "/a.csv"), n -> {});
        assertThat(table.rows().columns()).containsExactly("A", "a");
        assertThat(table.rows().sparkSession().conf().get("spark.sql.session.timeZone"))
                .isEqualTo("Asia/Tokyo");
        assertThat(caller.conf().get("spark.sql.caseSensitive")).isEqualTo("false");
    }

    @Test
    void partitionedFoldersHaveTheirColumns() {
        TableFile.of(folder.resolve("t/year=2024/a.csv"), "a\n1\n");
        TableFile.of(folder.resolve("t/year=2025/a.csv"), "a\n2\n3\n");
        TableFile table = new TableFile(folder.resolve("t"));
        assertThat(table.columns()).containsExactly("a", "year");
        assertThat(table.open().first(row -> row.getInt(1) == 2025).orElseThrow())
                .hasToString(folder.resolve("t/year=2025/a.csv") + ", line 2");
    }

    @Test
    void patternsAndNamesThatLookLikeOnesAreRead() {
        TableFile.of(folder.resolve("t/a1.csv"), "a\n1\n");
        TableFile.of(folder.resolve("t/a[2] ?*.csv"), "a\n2\n");
        TableFile.of(folder.resolve("t/b.txt"), "no table");
        assertThat(new TableFile(folder.resolve("t/a*.csv")).cells()).hasSize(2);
        TableFile odd = new TableFile(folder.resolve("t/a[2] ?*.csv"));
        assertThat(odd.cells()).containsExactly(List.of("2"));
        assertThat(odd.open().first(row -> true).orElseThrow().toString()).endsWith("a[2] ?*.csv, line 2");
    }

    @Test
    void filesWithOtherNamesAreReadInTheFormatThatIsNamed() {
        assertThat(TableFile.of(folder.resolve("iris.data"), "a,b\n1,2\n")
                        .as("csv")
                        .cells())
                .hasSize(1);
        assertThat(TableFile.of(folder.resolve("a1a.t"), "+1 1:1\n")
                        .as("libsvm")
                        .columns())
                .containsExactly("label", "features");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"b\":1,\"a\":\"x\"},\n {\"b\":2,\"a\":null}]",
                "{\"b\":1,\"a\":\"x\"}\n\n{\"b\":2}\n",
                "{\n \"b\":1,\n \"a\":\"x\"\n}\n"
            })
    void jsonIsReadInTheOrderOfItsFields(String text) {
        TableFile table = TableFile.of(folder.resolve("a.json"), text);
        assertThat(table.columns()).containsExactly("b", "a");
        assertThat(table.cells().get(0)).isEqualTo(List.of(1L, "x"));
    }

    @Test
    void jsonOfNestedValuesIsReadByItsOwnFields() {
        assertThat(TableFile.of(folder.resolve("a.json"), "{\"z\":[1,2],\"y\":{\"b\":1},\"\\u00e9\\n\":\"a\\\"{\"}\n")
                        .columns())
                .containsExactly("z", "y", "\u00e9\n");
    }

    @Test
    void libsvmIsASparseVector() {
        TableFile table =
                TableFile.of(folder.resolve("a.svm"), "+1 1:0.5 3:2 # a comment\n\n# a line\n-1\n2.5 2:-1e-3\n");
        assertThat(table.cells())
                .containsExactly(
                        List.of(1.0, Vectors.sparse(3, new int[] {0, 2}, new double[] {0.5, 2})),
                        List.of(-1.0, Vectors.sparse(3, new int[0], new double[0])),
                        List.of(2.5, Vectors.sparse(3, new int[] {1}, new double[] {-1e-3})));
        assertThat(table.open()
                        .first(row -> row.getDouble(0) == -1)
                        .orElseThrow()
                        .number())
                .isEqualTo(4);
        assertThat(table.with("numFeatures", "7").cells().get(1).get(1))
                .isEqualTo(Vectors.sparse(7, new int[0], new double[0]));
        assertThat(TableFile.of(folder.resolve("b.svm"), "1 0:1 1:1\n")
                        .with("zeroBased", "true")
                        .cells())
                .containsExactly(List.of(1.0, Vectors.sparse(2, new int[] {0, 1}, new double[] {1, 1})));
    }

    @Test
    void aTableOfACatalogIsReadByItsName() {
        session().range(3).createOrReplaceTempView("three");
        assertThat(OpenedTable.open(session(), TableSource.of("table:three"), n -> {})
                        .rows()
                        .count())
                .isEqualTo(3);
        for (String name : List.of("table:nowhere.at.all", "table:nowhere", "table:my-table")) {
            assertThatThrownBy(() -> OpenedTable.open(session(), TableSource.of(name), n -> {}))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(name + ": expected a table")
                    .hasMessageContaining("table:db.`my-table`");
        }
    }

    @Test
    void whatIsNoErrorOfReadingIsLeftAsItIs() {
        OpenedTable table = csv("a,b\n1,2\n").open();
        IllegalStateException other = new IllegalStateException("a bug");
        assertThat(table.inWords(other)).isSameAs(other);
    }

    @Test
    void aTableIsKnownWithoutSpark() throws Exception {
        TableFile.of(folder.resolve("t/a.csv"), "a\n1\n");
        TableFile.of(folder.resolve("other/train-images-idx3-ubyte"), "");
        assertThat(Stream.of(
                        "table:a.b",
                        folder + "/t",
                        folder + "/t/a.csv",
                        folder + "/nowhere.parquet",
                        folder + "/t/*.csv"))
                .allMatch(TableSource::isTable);
        assertThat(Stream.of(folder + "/other", folder + "/nowhere", "drawn")).noneMatch(TableSource::isTable);
    }

    @Test
    void passwordsAreNotShown() {
        TableSource source = new TableSource(
                "jdbc:postgresql://me:secret1@host/db?password=secret2&x=1", "jdbc", Map.of("password", "secret3"));
        assertThat(source.toString()).contains("host/db").doesNotContain("secret");
    }

    @Test
    void filesWithOtherColumnsAreMergedOrRefused() {
        session().range(2).selectExpr("id as a").write().parquet(folder + "/t/x=1");
        session().range(2).selectExpr("id as a", "id as b").write().parquet(folder + "/t/x=2");
        assertThat(new TableFile(folder.resolve("t")).columns()).containsExactly("a", "b", "x");
        session().range(2).selectExpr("cast(id as string) as a").write().parquet(folder + "/t/x=3");
        assertThat(new TableFile(folder.resolve("t")).error())
                .contains("expected the same types of columns in all files");
    }

    @Test
    void theSharedTablesAreRead() {
        String shared = System.getenv("LOCKSTEP_SHARED");
        assumeThat(shared).isNotNull();
        Map.of(
                        "iris.csv",
                        150,
                        "pima.csv",
                        768,
                        "votes.csv",
                        435,
                        "boston.csv",
                        506,
                        "diamonds.csv.gz",
                        53_940,
                        "letter.csv.gz",
                        20_000)
                .forEach((name, rows) -> {
                    TableFile table = new TableFile(Path.of(shared, "tables", name));
                    assertThat(table.open().rows().count()).as(name).isEqualTo(rows.longValue());
                    assertThat(table.notices()).isEmpty();
                });
    }

    @Test
    void aFileThatMayNotBeReadIsNamed() throws Exception {
        Path table = folder.resolve("a.csv");
        csv("a\n1\n");
        assumeThat(table.toFile().setReadable(false)).isTrue();
        assumeThat(Files.isReadable(table)).as("root may read all").isFalse();
        assertThat(new TableFile(table).error())
                .startsWith("a.csv: expected a file that may be read, found no permission. ");
    }

    @Test
    void aFileThatVanishesWhileItIsReadIsNamed() throws Exception {
        OpenedTable table = csv("a\n1\n").open();
        Files.delete(folder.resolve("a.csv"));
        assertThatThrownBy(() -> table.read(() -> table.rows().count()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(folder.resolve("a.csv") + ": expected a file, found no such file or folder. ");
    }

    @Test
    void damageThatATaskFindsIsNamed() throws Exception {
        Path file = folder.resolve("t.parquet/a.parquet");
        Dataset<Row> rows = session().range(100_000).selectExpr("id", "rand(1) as x");
        rows.coalesce(1).write().parquet(folder + "/w");
        try (Stream<Path> written = Files.list(folder.resolve("w"))) {
            byte[] bytes =
                    Files.readAllBytes(written.filter(path -> path.toString().endsWith(".parquet"))
                            .findFirst()
                            .orElseThrow());
            java.util.Arrays.fill(bytes, 1_000, 50_000, (byte) 7);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        }
        OpenedTable table = new TableFile(Objects.requireNonNull(file.getParent())).open();
        assertThatThrownBy(() -> table.read(
                        () -> table.rows().selectExpr("sum(x)", "sum(id)").collectAsList()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.parquet: expected a ");
    }

    @Test
    void nastyTextsGetShortMessages() {
        String many = String.join(
                ";", IntStream.range(0, 10_000).mapToObj(i -> "column " + i).toList());
        String longCell = "x".repeat(3_000_000);
        Stream.of(
                        many + "\n" + many + "\n",
                        many.replace(';', ',') + "\n1,2\n",
                        "a,b\n" + longCell + "\n",
                        "a,b\n1,\"" + longCell.substring(0, 1_000_000) + "\n",
                        "a,b\n1,2\n" + "\n".repeat(2_000_000) + longCell + "," + longCell + "," + longCell,
                        longCell + "\n1,2\n",
                        "a,b\n" + "\"\n".repeat(500_001),
                        "a,b\n1,2\n" + "x,y\n".repeat(300_000) + longCell + "\n")
                .forEach(text -> {
                    String said = csv(text).error();
                    assertThat(said).doesNotStartWith("no error").hasSizeLessThan(1_000);
                    assertThat(said.lines().count()).isLessThan(10);
                });
        String names = String.join(
                ",", IntStream.range(0, 2_000).mapToObj(i -> "column " + i).toList());
        String cells = ",".repeat(1_999) + "\n";
        TableFile.of(folder.resolve("t/a.csv"), names + "\n" + cells);
        TableFile.of(folder.resolve("t/b.csv"), names.replace("1999", "x") + "\n" + cells);
        assertThat(new TableFile(folder.resolve("t")).error())
                .hasSizeLessThan(1_000)
                .contains("the column 'column 1999', found 'column x'");
    }

    @Test
    void randomBytesGetShortMessagesOrRows() {
        java.util.Random random = new java.util.Random(20);
        for (int i = 0; i < 40; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                String letters = "a1,;\"\n\r\t .|\u00e9{}[]:#-";
                StringBuilder text = new StringBuilder();
                for (byte one : bytes) {
                    text.append(letters.charAt((one & 0xff) % letters.length()));
                }
                bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            }
            String ending = List.of("csv", "json", "libsvm", "parquet", "orc").get(i % 5);
            String said =
                    TableFile.of(folder.resolve("x" + i + "." + ending), bytes).error();
            assertThat(said.startsWith("no error") || said.length() < 1_000)
                    .as("%d: %s", i, said)
                    .isTrue();
        }
    }
}
