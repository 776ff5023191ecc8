package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DataExceptionTest {
    @Test
    void noMessageIsLongerThanAScreen() {
        String line = "column;".repeat(10_000);
        String lines = "column\n".repeat(20);
        assertThat(new DataException(line, line, line, line).getMessage()).hasSizeLessThan(1_100);
        assertThat(String.valueOf(new DataException("a", "b", lines, "Fix it.").getMessage())
                        .lines()
                        .count())
                .isEqualTo(1);
        assertThat(new DataException("a", "b", "c", "Fix it.")).hasMessage("a: expected b, found c. Fix it.");
    }

    @Test
    void anotherCallersWordsLeaveWhatWasFoundAsItIs() {
        DataException cause = new DataException("a", "b", "c", "d");
        DataException failure = new DataException("at q", "q", "q", "Fix q.", cause);

        DataException other = failure.inWords(text -> text.replace("q", "r"));

        assertThat(other).hasMessage("at r: expected r, found q. Fix r.").hasCause(cause);
        assertThat(other.getStackTrace()).isEqualTo(failure.getStackTrace());
    }

    @Test
    void anExcerptTellsWhatItLeavesOut() {
        assertThat(Excerpt.of("a\r\n\tb\u0000", 10)).isEqualTo("a b ");
        assertThat(Excerpt.of("0123456789x", 10)).isEqualTo("0123456789 ... (11 characters)");
        assertThat(Excerpt.of("0\uD83D\uDE00", 2)).isEqualTo("0 ... (3 characters)");
        assertThat(Excerpt.of(null, 2)).isEqualTo("null");
    }
}
