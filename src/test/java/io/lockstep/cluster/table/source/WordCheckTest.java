package io.lockstep.cluster.table.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordCheckTest {
    @Test
    void wordsOfAFileThatWasReadWronglyAreFound() {
        assertThat(WordCheck.of("caf\uFFFD").orElseThrow()).contains("data.options.encoding");
        assertThat(WordCheck.of("\"x").orElseThrow()).contains("data.options.multiLine");
        for (String word : new String[] {"caf\u00e9", "", "5\"", "\"x\"", "a \"b\" c"}) {
            assertThat(WordCheck.of(word)).as(word).isEmpty();
        }
    }
}
