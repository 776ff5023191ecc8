package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.data.Moments;
import io.lockstep.data.table.Counted;
import io.lockstep.data.table.TableCard;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableLinesTest {
    private static TableCard card(List<TableCard.Column> columns, TableCard.Target target) {
        return new TableCard(
                "t, train",
                "/t",
                1_000,
                6,
                "floats",
                columns,
                List.of(target),
                null,
                "00ff",
                List.of("Column b is constant."));
    }

    private static TableCard.Column number(String name) {
        return new TableCard.Column(name, "number", 1, 2, 0.2f, 18_823, new Moments(0.79794, 1_234.5678), List.of());
    }

    private static String shown(TableCard card) {
        StringWriter text = new StringWriter();
        new TableLines(new Screen(new PrintWriter(text))).show(card);
        return text.toString();
    }

    @Test
    void columnsCategoriesTargetAndNotices() {
        TableCard.Column words = new TableCard.Column(
                "cut", "category", 2, 0, 0, 0, null, List.of(new Counted("Fair", 10), new Counted("Ideal", 990)));
        TableCard.Target price = new TableCard.Target(
                "price",
                List.of(),
                326,
                18_823,
                new Moments(3_932.8, 3_989.4),
                new TableCard.Histogram(0, 1, List.of(1L)));
        assertThat(shown(card(List.of(number("a"), words), price))).isEqualTo("""
                  rows        1,000; 6 inputs, stored as floats
                  target      price: mean 3,932.80, std 3,989.40, min 326, max 18,823
                  content     00ff
                  column      kind  inputs  missing      mean       std  min     max
                  a         number       1        2  0.797940  1,234.57  0.2  18,823
                  cut     category       2        0         -         -    -       -
                  categories  cut: Fair 10, Ideal 990
                  notice      Column b is constant.
                """);
    }

    @Test
    void ofManyColumnsAndClassesTheFirst() {
        TableCard.Target letters = new TableCard.Target(
                "letter",
                IntStream.range(0, 26)
                        .mapToObj(i -> new Counted(Character.toString('A' + i), 800))
                        .toList(),
                0,
                0,
                null,
                null);
        String text = shown(card(
                IntStream.range(0, 785)
                        .mapToObj(i -> number("a column with a name that is too long " + i))
                        .toList(),
                letters));
        assertThat(text)
                .contains(
                        "K 800, L\n              800 and 14 more",
                        "  and 769 more columns of 785; `data describe --json` prints all");
        assertThat(text.lines()).hasSizeLessThan(35).allMatch(line -> line.length() <= 100);
    }

    @Test
    void withoutATargetItSaysHowToNameOne() {
        StringWriter text = new StringWriter();
        new TableLines(new Screen(new PrintWriter(text)))
                .showAll(
                        new TableCard("t", "/t", 3, 1, "bytes", List.of(number("a")), List.of(), null, "0", List.of()));
        assertThat(text.toString())
                .contains("  rows        3; 1 input, stored as bytes", "  target      none; --label names the column");
    }

    @Test
    void numbersToPredictHaveAHistogramOfAFewBars() {
        List<Long> counts =
                IntStream.range(0, 64).mapToObj(bin -> bin < 6 ? 100L : 5L).toList();
        TableCard.Target price = new TableCard.Target(
                "price", List.of(), 0, 640, new Moments(3, 4), new TableCard.Histogram(0, 10, counts));
        StringWriter text = new StringWriter();
        new TableLines(new Screen(new PrintWriter(text))).showAll(card(List.of(number("a")), price));
        assertThat(text.toString())
                .contains(
                        "  price from  to below  rows",
                        "  0                 60   600  " + "#".repeat(40),
                        "  600              660    20  ##")
                .satisfies(lines -> assertThat(lines.lines()).hasSizeLessThan(25));
    }

    @Test
    void namesAndWordsThatAreTooLongAreCut() {
        String word = "w\n".repeat(500);
        TableCard.Column words =
                new TableCard.Column(word, "category", 1, 0, 0, 0, null, List.of(new Counted(word, 9)));
        TableCard.Target target = new TableCard.Target(word, List.of(new Counted(word, 9)), 0, 0, null, null);
        assertThat(shown(card(List.of(words), target)).lines()).hasSize(7).allMatch(line -> line.length() <= 100);
    }
}
