package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.table.FirstRows;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowLinesTest {
    private static String shown(FirstRows rows) {
        StringWriter text = new StringWriter();
        new RowLines(new Screen(new PrintWriter(text))).show(rows);
        return text.toString();
    }

    @Test
    void rowsStandUnderTheirColumns() {
        assertThat(shown(new FirstRows(List.of("a", "word"), List.of(List.of("1.5", "x"), List.of("", "longer")))))
                .isEqualTo("  a      word\n  1.5       x\n       longer\n");
    }

    @Test
    void ofManyColumnsThoseThatFitAndOfLongCellsTheBeginning() {
        List<String> names = IntStream.range(0, 785).mapToObj(i -> "pixel" + i).toList();
        List<String> cells = IntStream.range(0, 785)
                .mapToObj(i -> "x".repeat(i == 0 ? 1_000 : 3))
                .toList();
        String text = shown(new FirstRows(names, List.of(cells)));
        assertThat(text.lines()).hasSize(3).allMatch(line -> line.length() <= 100);
        assertThat(text).contains("x".repeat(23) + "…", "more columns");
    }

    @Test
    void aTableWithoutRows() {
        assertThat(shown(new FirstRows(List.of("a"), List.of()))).contains("no rows");
    }
}
