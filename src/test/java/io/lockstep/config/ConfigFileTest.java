package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files that cannot be read are refused; of the others, everything that is wrong is said. */
class ConfigFileTest extends ConfigFixture {
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
                        + " Correct the path, or remove the option to use the defaults.");
    }

    @Test
    void aFolderIsRefused() {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> RunConfig.load(folder, Map.of()));
        assertThat(e).hasMessageContaining("expected a configuration file, found a folder");
    }
}
