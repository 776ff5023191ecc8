package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that are not there are refused. */
class ConfigKeysTest extends ConfigFixture {
    @Test
    void anUnknownKeyInAFileIsRefusedWithTheNearest() throws IOException {
        assertThat(problemsOfFile("""
                lockstep {
                  train.steps = 3
                  train.learning_rate = 0.1
                }
                """))
                .containsExactly(
                        my(3) + ", train.learning_rate: expected a key of reference.conf, found an unknown one."
                                + " Did you mean 'train.learning-rate'?");
    }

    @ParameterizedTest
    @CsvSource({
        "train.learningRate, train.learning-rate",
        "learning-rate, train.learning-rate",
        "epochs, train.epochs",
        "trian.steps, train.steps",
        "lockstep.trian.steps, train.steps",
        "check.agianst, check.against",
        "data.downloadTimeout, data.download-timeout",
        "train.steps.now, train.steps",
        "block.size, block.rows",
    })
    void anUnknownKeyOnTheCommandLineIsRefusedWithTheNearest(String key, String nearest) {
        assertThat(problems(Map.of(key, "1")))
                .singleElement()
                .asString()
                .startsWith("command line, " + key.replaceFirst("^lockstep\\.", "") + ": expected a key")
                .endsWith("Did you mean '" + nearest + "'?");
    }

    @Test
    void aKeyOutsideOfLockstepIsRefused() throws IOException {
        assertThat(problemsOfFile("train { steps = 3 }\nlockstpe.train.steps = 3"))
                .containsExactlyInAnyOrder(
                        my(1) + ", train: expected a key of reference.conf, found an unknown one."
                                + " Did you mean 'lockstep.train'?",
                        my(2) + ", lockstpe: expected a key of reference.conf, found an unknown one."
                                + " Did you mean 'lockstep'?");
    }

    @Test
    void aNameOfTwoSectionsIsAskedForWithBoth() {
        assertThat(problems(Map.of("steps", "1")))
                .singleElement()
                .asString()
                .endsWith("Did you mean 'cluster.steps' or 'train.steps'?");
    }

    @Test
    void aQuotedKeyIsNotTheKeyWithoutQuotes() throws IOException {
        assertThat(problemsOfFile("lockstep { \"train.steps\" = 3 }"))
                .singleElement()
                .asString()
                .contains("\"train.steps\": expected a key", "Did you mean 'train.steps'?");
    }

    @Test
    void anEmptyUnknownSectionIsRefusedToo() throws IOException {
        assertThat(problemsOfFile("lockstep { trian {} }")).hasSize(1);
    }

    @Test
    void aValueInPlaceOfASectionIsRefused() throws IOException {
        assertThat(problemsOfFile("lockstep.train = 5"))
                .containsExactly(
                        my(1) + ", train: expected a section, train { ... }, found 5. Write its keys in braces.");
        assertThat(problemsOfFile("lockstep = null")).singleElement().asString().contains("{ ... }, found null");
        assertThat(problemsOfFile("lockstep = 5")).singleElement().asString().contains("lockstep { ... }, found 5");
    }

    @Test
    void aKeyOnTheCommandLineDoesNotHideAValueInPlaceOfItsSection() throws IOException {
        Path file = file("lockstep.train = 5");
        ConfigException e =
                catchThrowableOfType(ConfigException.class, () -> RunConfig.load(file, Map.of("train.steps", "3")));
        assertThat(e).hasMessageContaining(", train: expected a section, train { ... }, found a value in its place");
    }

    @Test
    void oneKeyTwiceOnTheCommandLineIsRefused() {
        assertThat(problems(Map.of("train.steps", "1", "lockstep.train.steps", "2")))
                .singleElement()
                .asString()
                .contains("command line, train.steps: expected one value");
    }
}
