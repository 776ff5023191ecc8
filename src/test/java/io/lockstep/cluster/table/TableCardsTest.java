package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.LocalSpark;
import io.lockstep.cluster.table.source.OpenedTable;
import io.lockstep.cluster.table.source.TableSource;
import io.lockstep.data.Moments;
import io.lockstep.data.drawn.DrawnCsv;
import io.lockstep.data.table.Counted;
import io.lockstep.data.table.Missing;
import io.lockstep.data.table.TableCard;
import io.lockstep.data.table.TableChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table is described as it is, whatever training would say of it. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class TableCardsTest {
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

    private static OpenedTable open(String source) {
        return OpenedTable.open(TableSource.of(source), notice -> {});
    }

    private static TableCard describe(String source, String... label) {
        return TableCards.of(SourceTable.of(open(source)), TableChoice.of(label), false);
    }

    private TableCard csv(String text, String... label) throws IOException {
        return describe(
                Files.writeString(folder.resolve("t.csv"), text.replace(' ', '\n'))
                        .toString(),
                label);
    }

    private static TableCard.Column column(TableCard card, String name) {
        return card.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theDrawnTableIsTheSameAsItsFile() throws IOException {
        TableCard drawn = describe("drawn-table", "rent");
        TableCard file = describe(DrawnCsv.write(folder, true).toString(), "rent");

        assertThat(drawn.rows()).isEqualTo(20_000);
        assertThat(file.contentHash()).isEqualTo(drawn.contentHash());
        assertThat(file.columns()).isEqualTo(drawn.columns());
        assertThat(file.targets()).isEqualTo(drawn.targets());
        assertThat(drawn.inputs()).isEqualTo(17);
        assertThat(drawn.columns())
                .extracting(TableCard.Column::kind)
                .containsExactly(
                        "number", "number", "number", "boolean", "boolean", "number", "number", "category", "category");
        assertThat(drawn.notices()).singleElement().asString().contains("775 in year", "--missing mean");
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "7"})
    void partitionsChangeNothing(int partitions) {
        Dataset<Row> rows = open("drawn-table").rows();
        TableCard card =
                TableCards.of(SourceTable.of("t", rows.repartition(partitions)), TableChoice.of("rent"), false);
        assertThat(card.contentHash()).isEqualTo(describe("drawn-table", "rent").contentHash());
    }

    @Test
    void trainingDescribesTheSameRowsAlike() {
        TableCard trained = TableData.load(
                        spark,
                        SourceTable.of(open("drawn-table")),
                        TableChoice.of("rent").with(Missing.MEAN),
                        false,
                        HeldOut.NOTHING,
                        1,
                        notice -> {})
                .card();
        TableCard described = describe("drawn-table", "rent");
        assertThat(described.columns()).isEqualTo(trained.columns());
        assertThat(described.targets()).isEqualTo(trained.targets());
        assertThat(described.contentHash()).isEqualTo(trained.contentHash());
        assertThat(described.features()).isEqualTo(trained.features());
    }

    @Test
    void withoutALabelAllColumnsAreDescribed() {
        TableCard card = describe("drawn-table");
        assertThat(card.targets()).isEmpty();
        assertThat(card.columns()).hasSize(10);
        assertThat(column(card, "rent").categories())
                .extracting(Counted::name)
                .containsExactly("high", "low", "medium");
    }

    @Test
    void numbersToPredictAreAHistogramAndClassesAreCounted() throws IOException {
        TableCard.Target numbers = csv("x,y 1,0.5 2,1.5 3,2.5", "y").targets().get(0);
        assertThat(Objects.requireNonNull(numbers.histogram()).counts()).contains(1L);
        assertThat(Objects.requireNonNull(numbers.moments()).mean()).isEqualTo(1.5);
        assertThat(csv("x,y 1,10 2,9 3,10", "y").targets().get(0).classes())
                .containsExactly(new Counted("9", 1), new Counted("10", 2));
    }

    @Test
    void whatTrainingRefusesIsANotice() throws IOException {
        StringBuilder rows = new StringBuilder("nothing,mixed,words,far,y");
        for (int i = 0; i < 40; i++) {
            rows.append(
                    " ,%s,%s,%s,%s".formatted(i == 7 ? "oops" : i, i % 2 == 0 ? "a" : 1, i == 3 ? "1e99" : i, i % 3));
        }
        TableCard card = csv(rows.toString(), "y");

        assertThat(card.columns())
                .extracting(TableCard.Column::name, TableCard.Column::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("nothing", "empty"),
                        org.assertj.core.groups.Tuple.tuple("mixed", "mixed"),
                        org.assertj.core.groups.Tuple.tuple("words", "category"),
                        org.assertj.core.groups.Tuple.tuple("far", "number"));
        assertThat(column(card, "words").categories()).containsExactly(new Counted("1", 20), new Counted("a", 20));
        assertThat(column(card, "nothing").missing()).isEqualTo(40);
        assertThat(card.notices())
                .anyMatch(notice -> notice.contains("column nothing: no row has a value"))
                .anyMatch(notice -> notice.contains("1 of 40 values are words") && notice.contains("'oops'"))
                .anyMatch(notice -> notice.contains("column far: 1 infinite value"));
    }

    @Test
    void textWithTooManyWordsIsNoCategory() throws IOException {
        StringBuilder rows = new StringBuilder("name,x");
        for (int i = 0; i < 1_200; i++) {
            rows.append(" n%d,1.5".formatted(i));
        }
        TableCard card = csv(rows.toString());
        assertThat(column(card, "name").kind()).isEqualTo("text");
        assertThat(column(card, "x").moments()).isEqualTo(new Moments(1.5, 0));
        assertThat(card.inputs()).isEqualTo(1);
        assertThat(card.notices())
                .anyMatch(notice -> notice.contains("more than 1,000 different words"))
                .anyMatch(notice -> notice.contains("column x: every row has the same number"));
    }

    @Test
    void typesThatCannotBeFeaturesAreNamed() {
        Dataset<Row> rows = SparkSession.builder()
                .getOrCreate()
                .sql("select date '2024-01-01' as day, 1 as x, array(1, 2) as v union all select null, 2, array(3, 0)");
        TableCard card = TableCards.of(SourceTable.of("t", rows), TableChoice.of(), false);
        assertThat(column(card, "day").kind()).isEqualTo("date");
        assertThat(column(card, "v").inputs()).isEqualTo(2);
        assertThat(card.notices()).singleElement().asString().contains("column day: the type date cannot be a feature");
    }

    @Test
    void theFirstRowsAreText() {
        FirstRows rows = FirstRows.of(open("drawn-table"), 3);
        assertThat(rows.columns()).hasSize(10).startsWith("area");
        assertThat(rows.rows()).hasSize(3);
        assertThat(rows.rows().get(0))
                .containsExactly("67.1", "4", "3", "false", "true", "1956", "6.2", "Harbour", "electric", "low");
    }
}
