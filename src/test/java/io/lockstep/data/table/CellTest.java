package io.lockstep.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cell is does not depend on how it was written. */
class CellTest {

    private static Cell text(String text) {
        Cell cell = new Cell();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, cell.room(bytes.length), 0, bytes.length);
        cell.setText(bytes.length);
        return cell;
    }

    private static String word(Cell cell) {
        cell.spell();
        return new String(cell.utf8(), 0, cell.length(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "1.50, 1.5",
        "1.5, 1.5",
        "+3, 3",
        "1e3, 1000",
        "1E-3, 0.001",
        ".5, 0.5",
        "5., 5",
        "007, 007",
        "12345678901234567890, 12345678901234567890",
        "' 7 ', 7",
        "0.1, 0.1"
    })
    void numbersInTextAreWordsOfOneSpelling(String text, String word) {
        Cell cell = text(text);

        assertThat(cell.kind()).isEqualTo(Cell.Kind.NUMBER);
        assertThat(cell.number()).isEqualTo(Double.parseDouble(text.strip()));
        assertThat(word(cell)).isEqualTo(word);
    }

    @Test
    void typedNumbersHaveTheSameWordsAndHashes() {
        Cell whole = new Cell();
        whole.setWhole(7);
        Cell real = new Cell();
        real.setNumber(7.0);
        Cell single = new Cell();
        single.setNumber(0.1f);

        assertThat(word(whole)).isEqualTo("7").isEqualTo(word(real)).isEqualTo(word(text("7.0")));
        assertThat(whole.hash()).isEqualTo(real.hash()).isEqualTo(text("7.00").hash());
        assertThat(word(single)).isEqualTo("0.1");
        assertThat(single.hash()).isEqualTo(text("0.1").hash());
        assertThat(whole.idHash()).isEqualTo(text("7").idHash());
    }

    @Test
    void idsBeyondSinglePrecisionDiffer() {
        Cell one = new Cell();
        one.setWhole(1_000_000_000_000L);
        Cell next = new Cell();
        next.setWhole(1_000_000_000_001L);

        assertThat(one.hash()).isEqualTo(next.hash());
        assertThat(one.idHash()).isNotEqualTo(next.idHash());
        assertThat(text("1000000000001").idHash()).isEqualTo(next.idHash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-inf",
                "1d",
                "1f",
                "0x1p3",
                "1e",
                "1e+",
                "--1",
                "1,5",
                "1 2",
                "e5",
                ".",
                "-",
                "NA"
            })
    void whatIsNoNumberIsAWord(String text) {
        assertThat(text(text).kind()).isEqualTo(Cell.Kind.WORD);
        assertThat(word(text(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t "})
    void blankTextIsMissing(String text) {
        assertThat(text(text).isMissing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "TRUE"})
    void booleansInAnyCase(String text) {
        Cell typed = new Cell();
        typed.setBoolean(true);

        assertThat(text(text).kind()).isEqualTo(Cell.Kind.BOOLEAN);
        assertThat(text(text).value()).isEqualTo(1);
        assertThat(word(text(text))).isEqualTo("true").isEqualTo(word(typed));
    }

    @Test
    void aCellIsFilledAgain() {
        Cell cell = text("a long word that needs more than the sixty-four bytes which there are at first, surely");
        cell.setWhole(3);

        assertThat(word(cell)).isEqualTo("3");
        cell.setMissing();
        assertThat(cell.isMissing()).isTrue();
    }
}
