package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.SplitMix64;
import io.lockstep.data.table.Missing;
import io.lockstep.data.table.TableChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows are the same blocks, however they are cut, listed or written. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class TableOrderTest {
    private static final int ROWS = 1_000;
    private static final int BLOCK_ROWS = 64;
    private static final StructType SCHEMA = new StructType()
            .add("city.name", DataTypes.StringType)
            .add("Größe", DataTypes.DoubleType)
            .add("is new", DataTypes.BooleanType)
            .add("rooms", DataTypes.LongType)
            .add("sold", DataTypes.StringType)
            .add("uses", DataTypes.IntegerType);
    private static final TableChoice CHOICE = TableChoice.of("sold")
            .withFeatures("Größe", "city.name", "is new", "rooms") // JSON sorts the columns
            .withWeight("uses")
            .with(Missing.MEAN);

    private static JavaSparkContext spark;
    private static SparkSession session;
    private static List<Row> rows;
    private static String expected;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
        session = SparkSession.builder().getOrCreate();
        rows = rows(ROWS);
        expected = digest(table(rows, 1), 1);
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    /** Words, numbers with and without decimals, booleans, missing values of all, and a tenth of the rows twice. */
    private static List<Row> rows(int count) {
        List<String> cities = List.of("Ulm", "São Paulo", "New York", "Köln, am Rhein", "\"quoted\"", "7b");
        List<Row> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SplitMix64 random = SplitMix64.of(7, 0, i % 10 == 9 ? i - 1 : i);
            made.add(RowFactory.create(
                    random.below(20) == 0 ? null : cities.get(random.below(cities.size())),
                    random.below(20) == 0 ? null : random.below(100_000) / 1000.0,
                    random.below(2) == 0,
                    (long) random.below(9) - 2,
                    random.below(3) == 0 ? "yes" : "no",
                    random.below(4)));
        }
        return made;
    }

    private static Dataset<Row> table(List<Row> some, int partitions) {
        return session.createDataFrame(spark.parallelize(some, partitions), SCHEMA);
    }

    private static List<Row> shuffled(long seed) {
        List<Row> other = new ArrayList<>(rows);
        SplitMix64 random = new SplitMix64(seed);
        for (int i = other.size() - 1; i > 0; i--) {
            Row row = other.get(i);
            int j = random.below(i + 1);
            other.set(i, other.get(j));
            other.set(j, row);
        }
        return other;
    }

    private static TableData load(Dataset<Row> table, TableChoice choice, HeldOut heldOut) {
        return TableData.load(spark, "houses", table, choice, false, heldOut, 1, notice -> {});
    }

    private static String digest(Dataset<Row> table, int partitions) {
        return TableBits.digest(load(table, CHOICE, HeldOut.NOTHING), BLOCK_ROWS, partitions);
    }

    @Test
    void partitionsOfBlocksChangeNothing() {
        for (int partitions : new int[] {3, 8, 40}) { // 16 blocks: of 40, some are empty
            assertThat(digest(table(rows, 2), partitions))
                    .as("%d partitions", partitions)
                    .isEqualTo(expected);
        }
    }

    @Test
    void partitionsOfTheSourceAndTheOrderOfItsRowsChangeNothing() {
        assertThat(digest(table(shuffled(3), 5), 3)).isEqualTo(expected);
        assertThat(digest(table(shuffled(4), 1), 1)).isEqualTo(expected);
        List<Row> few = rows.subList(0, 5);
        assertThat(digest(table(few, 9), 3)).as("empty partitions").isEqualTo(digest(table(few, 1), 1));
    }

    @Test
    void seventeenFilesOfAnyFormatChangeNothing() {
        Dataset<Row> many = table(shuffled(5), 17);
        many.write().parquet(file("parquet"));
        many.write().orc(file("orc"));
        many.write().json(file("json"));
        many.write().option("header", "true").option("escape", "\"").csv(file("csv"));

        assertThat(Path.of(file("csv")).toFile().list((dir, name) -> name.endsWith(".csv")))
                .hasSize(17);
        assertThat(digest(session.read().parquet(file("parquet")), 3)).isEqualTo(expected);
        assertThat(digest(session.read().orc(file("orc")), 3)).isEqualTo(expected);
        assertThat(digest(session.read().json(file("json")), 3)).isEqualTo(expected);
        assertThat(digest(
                        session.read()
                                .option("header", "true")
                                .option("escape", "\"")
                                .csv(file("csv")),
                        3))
                .isEqualTo(expected);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void numbersOfAnyTypeAreTheSame() {
        Dataset<Row> table = table(rows, 2);
        Dataset<Row> others = table.withColumn("rooms", functions.col("rooms").cast("decimal(12,3)"))
                .withColumn("uses", functions.col("uses").cast("float"))
                .withColumn("Größe", functions.col("Größe").cast("string"));

        assertThat(digest(others, 3)).isEqualTo(expected);
    }

    @Test
    void identicalRowsCountAsOftenAsTheyStandThere() {
        List<Row> same = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            same.add(rows.get(0));
        }
        same.addAll(rows.subList(0, 20));

        TableData data = load(table(same, 4), CHOICE, HeldOut.NOTHING);
        List<Block> blocks = TableBits.blocks(data, BLOCK_ROWS, 5);

        assertThat(counts(blocks)).isEqualTo(counts(TableBits.blocks(data, 1_000, 1)));
        assertThat(counts(blocks).values().stream().mapToInt(Integer::intValue).max())
                .hasValue(301);
        assertThat(TableBits.digest(blocks)).isEqualTo(TableBits.digest(data, BLOCK_ROWS, 1));
    }

    @Test
    void allRowsAreThereOnce() {
        TableData data = load(table(shuffled(6), 3), CHOICE, HeldOut.NOTHING);

        assertThat(counts(TableBits.blocks(data, 7, 11))).isEqualTo(counts(TableBits.blocks(data, ROWS, 1)));
        assertThat(counts(TableBits.blocks(data, 7, 11)).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(ROWS);
    }

    @Test
    void anotherSeedIsAnotherOrderOfTheSameRows() {
        TableData other =
                TableData.load(spark, "houses", table(rows, 2), CHOICE, false, HeldOut.NOTHING, 2, notice -> {});

        assertThat(TableBits.digest(other, BLOCK_ROWS, 3)).isNotEqualTo(expected);
        assertThat(counts(TableBits.blocks(other, BLOCK_ROWS, 3)))
                .isEqualTo(counts(TableBits.blocks(load(table(rows, 2), CHOICE, HeldOut.NOTHING), BLOCK_ROWS, 3)));
    }

    @Test
    void anIdOrdersTheRowsWhateverElseIsInThem() {
        Dataset<Row> ids = numbered(rows);
        Dataset<Row> changed = ids.withColumn("rooms", functions.lit(1L));
        TableChoice byId = CHOICE.withId("id");

        List<String> labels = labels(TableBits.blocks(load(ids, byId, HeldOut.NOTHING), BLOCK_ROWS, 3));

        assertThat(labels(TableBits.blocks(load(changed, byId, HeldOut.NOTHING), BLOCK_ROWS, 2)))
                .isEqualTo(labels);
        assertThat(labels(TableBits.blocks(load(ids, CHOICE, HeldOut.NOTHING), BLOCK_ROWS, 3)))
                .isNotEqualTo(labels);
    }

    @Test
    void rowsWithOneIdAreOrderedByTheirContent() {
        Dataset<Row> one = table(rows, 3).withColumn("id", functions.lit("all"));
        Dataset<Row> shuffled = table(shuffled(8), 2).withColumn("id", functions.lit("all"));
        TableChoice byId = CHOICE.withId("id");

        assertThat(TableBits.digest(load(one, byId, HeldOut.NOTHING), BLOCK_ROWS, 4))
                .isEqualTo(TableBits.digest(load(shuffled, byId, HeldOut.NOTHING), BLOCK_ROWS, 1));
    }

    private static Dataset<Row> numbered(List<Row> some) {
        List<Row> numbered = IntStream.range(0, some.size())
                .mapToObj(i -> RowFactory.create(Stream.concat(
                                IntStream.range(0, SCHEMA.size()).mapToObj(some.get(i)::get),
                                Stream.of(1_000_000_000_000L + i))
                        .toArray()))
                .toList();
        return session.createDataFrame(spark.parallelize(numbered, 2), SCHEMA.add("id", DataTypes.LongType));
    }

    @Test
    void aFractionIsHeldOutByContentForAnySeedAndLayout() {
        HeldOut.Fraction fifth = new HeldOut.Fraction(0.2);
        TableData data = load(table(rows, 2), CHOICE, fifth);
        TableData other = TableData.load(spark, "houses", table(shuffled(9), 7), CHOICE, false, fifth, 5, notice -> {});

        assertThat(data.validRows()).isBetween(130L, 270L); // 200 +- 5 standard deviations of 900 different rows
        assertThat(data.rows() + data.validRows()).isEqualTo(ROWS);
        assertThat(counts(valid(other))).isEqualTo(counts(valid(data)));
        Set<String> trained =
                new HashSet<>(counts(TableBits.blocks(data, BLOCK_ROWS, 3)).keySet());
        assertThat(trained).doesNotContainAnyElementsOf(counts(valid(data)).keySet());
    }

    private static List<Block> valid(TableData data) {
        try (ClusterBlocks blocks = data.validBlocks(new BlockPlan(data.validRows(), BLOCK_ROWS), 3)) {
            return TableBits.all(blocks);
        }
    }

    @Test
    void aColumnMarksValidationRowsAndAnotherTableIsOne() {
        Dataset<Row> marked = table(rows, 3).withColumn("held", functions.expr("rooms > 4"));
        TableData data = load(marked, CHOICE, new HeldOut.Marked("held"));
        TableData two = load(
                table(rows, 2).where("rooms <= 4"),
                CHOICE,
                new HeldOut.Other(
                        "others",
                        table(rows, 2)
                                .where("rooms > 4")
                                .select("uses", "sold", "rooms", "`city.name`", "`is new`", "Größe")));

        assertThat(TableBits.digest(data, BLOCK_ROWS, 2)).isEqualTo(TableBits.digest(two, BLOCK_ROWS, 3));
        assertThat(TableBits.digest(valid(data))).isEqualTo(TableBits.digest(valid(two)));
    }

    @Test
    void theContentHashDoesNotDependOnTheOrderButOnEveryCell() {
        String hash = load(table(rows, 2), CHOICE, HeldOut.NOTHING).card().contentHash();
        List<Row> changed = new ArrayList<>(rows);
        Row first = rows.get(0);
        changed.set(0, RowFactory.create(first.get(0), first.get(1), first.get(2), 99L, first.get(4), first.get(5)));

        assertThat(load(table(shuffled(1), 5), CHOICE, HeldOut.NOTHING).card().contentHash())
                .isEqualTo(hash);
        assertThat(load(table(changed, 2), CHOICE, HeldOut.NOTHING).card().contentHash())
                .isNotEqualTo(hash);
    }

    /** How often each row stands in blocks. */
    private static Map<String, Integer> counts(List<Block> blocks) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Block block : blocks) {
            float[] row = new float[block.columns()];
            for (int i = 0; i < block.rows(); i++) {
                block.features().copyRow(i, row);
                counts.merge(
                        java.util.Arrays.toString(row)
                                + block.targets().value(i, 0)
                                + (block.weights() == null ? "" : block.weights()[i]),
                        1,
                        Integer::sum);
            }
        }
        return counts;
    }

    private static List<String> labels(List<Block> blocks) {
        return blocks.stream()
                .flatMap(block -> IntStream.range(0, block.rows())
                        .mapToObj(row -> String.valueOf(block.targets().value(row, 0))))
                .toList();
    }
}
