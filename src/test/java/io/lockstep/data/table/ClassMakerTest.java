package io.lockstep.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.DataException;
import io.lockstep.data.table.TableSchema.ClassKind;
import io.lockstep.data.table.TableSchema.Classes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What labels become by each rule. */
class ClassMakerTest {
    private static final TableColumn LABEL = new TableColumn("label", TableColumn.Type.NUMBER, "double", List.of());

    static TableStatistics labels(double... labels) {
        TableStatistics rows = new TableStatistics(List.of(CellRule.other(LABEL, CellRule.Role.CLASS)));
        RowCells row = new RowCells(new UsedColumns(List.of(LABEL), List.of(), List.of(0), -1, -1, -1));
        for (double label : labels) {
            row.label(0).setNumber(label);
            row.complete(() -> "a row");
            rows.add(row, 0);
        }
        return rows;
    }

    private static Classes classes(ClassRule rule, double... labels) {
        TableStatistics rows = labels(labels);
        return new ClassMaker("t", rows.column(0), rows.rows()).classes(rule);
    }

    private static double[] numbers(String text) {
        return List.of(text.split(" ")).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "1 0 1, 0 1",
        "1, 0 1", // 1 < 2 * 1
        "0 1 3, 0 1 2 3", // 3 < 2 * 3
        "1 2 3, 0 1 2 3", // Spark's convention: the label is the number of the class
        "0 3, 0 1 2 3", // 3 < 2 * 2
        "0 4, 0 4", // 4 = 2 * 2
        "7 9, 7 9",
        "10 9 100, 9 10 100", // as numbers
        "-1 1, -1 1",
        "-0.0 1, 0 1",
        "3000000000 1, 1 3000000000",
    })
    void labelsWithoutNamesAreNumbersFromZeroWhereAboutHalfOfThemAreThere(String labels, String expected) {
        Classes classes = classes(ClassRule.INDEXED, numbers(labels));

        assertThat(classes.names()).containsExactly(expected.split(" "));
        assertThat(classes.inTable()).isEqualTo(classes.names());
        assertThat(classes.values()).isNull();
        assertThat(classes.kind()).isEqualTo(ClassKind.NUMBER);
    }

    @ParameterizedTest
    @CsvSource({"0 0", "2 2"})
    void oneClassIsTooFew(String labels) {
        assertThatThrownBy(() -> classes(ClassRule.INDEXED, numbers(labels)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("t, column label: expected at least 2 classes, found only '");
    }

    @Test
    void asFoundOnlyLabelsThatAreThereAreClasses() {
        assertThat(classes(ClassRule.FOUND, 3, 1).names()).containsExactly("1", "3");
    }

    @Test
    void namesAreClassesEvenWithoutRows() {
        Classes classes = classes(ClassRule.named(List.of("setosa", "versicolor", "virginica")), 0, 0);

        assertThat(classes.names()).containsExactly("setosa", "versicolor", "virginica");
        assertThat(classes.inTable()).containsExactly("0", "1", "2");
        assertThat(classes.kind()).isEqualTo(ClassKind.NUMBER);
        assertThat(classes.shown()).containsExactly("0 (setosa)", "1 (versicolor)", "2 (virginica)");
        assertThat(classes.name("1")).isEqualTo("versicolor");
        assertThat(classes.name("7")).isEqualTo("7");
    }

    @ParameterizedTest
    @CsvSource({"0 1 2 2, '2' in 2 rows", "-1 0, '-1' in 1 row"})
    void aLabelWithoutANameIsAnError(String labels, String found) {
        assertThatThrownBy(() -> classes(ClassRule.named(List.of("no", "yes")), numbers(labels)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a class of the column's metadata, 0 to 1: no, yes, found " + found);
    }

    @Test
    void namesAreDifferentAndAtLeastTwo() {
        assertThatThrownBy(() -> ClassRule.named(List.of("a", "a"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> classes(ClassRule.named(List.of("a")), 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("only a in the metadata");
        assertThatThrownBy(() -> new Classes("c", ClassKind.NUMBER, List.of("a", "b"), List.of("0")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void balancedWeightsAreThoseOfTheClassesWithRows() {
        assertThat(ClassWeight.BALANCED.weights(List.of("a", "b", "c"), new long[] {30, 0, 10}))
                .containsExactly(40.0 / 60, 0, 2);
    }
}
