package io.lockstep.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Writes configuration files, and reads what is wrong with them. */
abstract class ConfigFixture {
    @TempDir
    Path folder;

    List<String> problemsOfFile(String text) throws IOException {
        Path file = file(text);
        return catchThrowableOfType(ConfigException.class, () -> RunConfig.load(file, Map.of()))
                .problems();
    }

    static List<String> problems(Map<String, String> overrides) {
        return catchThrowableOfType(ConfigException.class, () -> RunConfig.load(null, overrides))
                .problems();
    }

    /** A line of the file that {@link #file} writes. */
    String my(int line) {
        return folder.resolve("my.conf") + ":" + line;
    }

    Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("my.conf"), text);
    }
}
