package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigProblemsTest {
    @TempDir
    Path folder;

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
        "steps, train.steps",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "train.steps           | 0        | a whole number, 1 .. 1000000",
                "train.steps           | 1000001  | a whole number, 1 .. 1000000",
                "train.steps           | 1.5      | a whole number, 1 .. 1000000",
                "train.steps           | 1e99     | a whole number, 1 .. 1000000",
                "train.steps           | many     | a whole number, 1 .. 1000000",
                "train.steps           | ``       | a whole number, 1 .. 1000000",
                "train.learning-rate   | 0        | a number above 0 and within single precision",
                "train.learning-rate   | -0.5     | a number above 0 and within single precision",
                "train.learning-rate   | NaN      | a number above 0 and within single precision",
                "train.learning-rate   | Infinity | a number above 0 and within single precision",
                "train.learning-rate   | 1e-60    | a number above 0 and within single precision",
                "train.learning-rate   | 1e60     | a number above 0 and within single precision",
                "block.rows            | 65537    | a whole number, 1 .. 65536",
                "cluster.partitions    | -1       | a whole number, 0 .. 100000",
                "data.rows             | -1       | a whole number, 0 .. 2147483647",
                "data.download-attempts| 0        | a whole number, 1 .. 10",
                "data.download-timeout | 1ms      | a duration with its unit, 10ms .. 3600000ms",
                "data.download-timeout | soon     | a duration with its unit, 10ms .. 3600000ms",
                "run.seed              | 9223372036854775808 | a whole number of 64 bits",
                "run.id                | ../x     | letters, digits, '.', '-' and '_', the first a letter or digit, at most 100",
                "run.output            | ` `      | a text",
                "data.cache            | ``       | the path of a folder",
                "data.mirrors          | ftp://a.example/ | a list of http or https URLs",
                "data.mirrors          | nonsense | a list of http or https URLs",
                "network.layers        | 784      | at least two sizes joined by '-', each 1 .. 1000000",
                "network.layers        | 784-0-10 | at least two sizes joined by '-', each 1 .. 1000000",
                "network.layers        | 784--10  | at least two sizes joined by '-', each 1 .. 1000000",
                "network.activation    | tanh     | one of relu, shifted_relu",
                "network.loss          | MSE      | one of mse, cross_entropy",
                "network.init          | zeros    | one of xavier, kaiming_fan_in, kaiming_fan_out",
                "compute.kernel        | cuda     | one of fused, nd4j",
                "check.every           | 5        | one of first, last, all, off",
                "check.against         | local,me | a list of any of local, reference",
            })
    void aValueThatIsNotAllowedIsRefusedWithWhatIs(String key, String value, String expected) {
        String theDefault = RunConfig.load(null, Map.of()).effective().get(key);
        assertThat(problems(Map.of(key, value)))
                .singleElement()
                .asString()
                .startsWith("command line, " + key + ": expected " + expected + ", found \"" + value
                        + "\". Change it, or leave it out for the default, ")
                .satisfies(problem -> {
                    if (key.startsWith("train")) {
                        assertThat(problem).endsWith("default, " + theDefault + ".");
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[1]", "{ a = 1 }", "{}", "true", "1.5"})
    void aWrongTypeInAFileIsRefused(String value) throws IOException {
        assertThat(problemsOfFile("lockstep {\n train {\n steps = " + value + "\n}\n}"))
                .singleElement()
                .asString()
                .startsWith(my(3) + ", train.steps: expected a whole number, 1 .. 1000000, found ");
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
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        Path file = file("""
                lockstep {
                  train.steps = none
                  train.momentum = 0.9
                  network.loss = hinge
                }
                """);
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> RunConfig.load(file, Map.of("block.rows", "0", "seed", "1")));
        assertThat(e.problems()).hasSize(5);
        assertThat(e)
                .hasMessageContainingAll(
                        my(2) + ", train.steps",
                        my(3) + ", train.momentum",
                        my(4) + ", network.loss",
                        "command line, block.rows",
                        "Did you mean 'run.seed'?");
        assertThat(e).hasMessage(String.join("\n", e.problems()));
    }

    @Test
    void oneKeyTwiceOnTheCommandLineIsRefused() {
        assertThat(problems(Map.of("train.steps", "1", "lockstep.train.steps", "2")))
                .singleElement()
                .asString()
                .contains("command line, train.steps: expected one value");
    }

    @Test
    void aSyntaxErrorIsRefusedWithItsLine() throws IOException {
        assertThat(problemsOfFile("lockstep {\n  train.steps = 3\n  train { = 4\n}"))
                .singleElement()
                .asString()
                .startsWith(my(3) + ": expected HOCON, found ")
                .endsWith("Correct the syntax; conf/quickstart.conf is an example.");
    }

    @Test
    void aSubstitutionWithoutAValueIsRefusedWithItsLine() throws IOException {
        assertThat(problemsOfFile("lockstep {\n  run.output = ${LOCKSTEP_TEST_SURELY_UNSET}\n}"))
                .singleElement()
                .asString()
                .startsWith(my(2) + ": expected substitutions that have a value, found ")
                .contains("${LOCKSTEP_TEST_SURELY_UNSET}", "${?NAME}");
    }

    @Test
    void aMissingFileIsRefused() {
        Path file = folder.resolve("absent.conf");
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> RunConfig.load(file, Map.of()));
        assertThat(e)
                .hasMessage(file + ": expected a configuration file, found no such file."
                        + " Correct the path, or leave it out for the defaults.");
    }

    @Test
    void aFolderIsRefused() {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> RunConfig.load(folder, Map.of()));
        assertThat(e).hasMessageContaining("expected a configuration file, found a folder");
    }

    @Test
    void passwordsAndTokensAreNotInMessages() {
        assertThat(problems(Map.of("data.mirrors", "ftp://ann:secret@a.example/?token=secret")))
                .singleElement()
                .asString()
                .contains("\"ftp://***@a.example/?token=***\"")
                .doesNotContain("secret");
    }

    private List<String> problemsOfFile(String text) throws IOException {
        Path file = file(text);
        return catchThrowableOfType(ConfigException.class, () -> RunConfig.load(file, Map.of()))
                .problems();
    }

    private static List<String> problems(Map<String, String> overrides) {
        return catchThrowableOfType(ConfigException.class, () -> RunConfig.load(null, overrides))
                .problems();
    }

    /** A line of the file that {@link #file} writes. */
    private String my(int line) {
        return folder.resolve("my.conf") + ":" + line;
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("my.conf"), text);
    }
}
