package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessEndTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @AfterEach
    void clear() {
        System.clearProperty("lockstep.exit-file");
    }

    @Test
    void theCodeIsWrittenOverAnEarlierOneButNotThroughALink() throws IOException {
        Path file = folder.resolve("exit");
        System.setProperty("lockstep.exit-file", file.toString());
        ProcessEnd.writeExitFile(65);
        ProcessEnd.writeExitFile(0);
        assertThat(file).hasContent("0");
        Files.delete(file);

        Path precious = Files.writeString(folder.resolve("precious"), "keep me");
        Files.createSymbolicLink(file, precious);
        ProcessEnd.writeExitFile(65);
        assertThat(precious).hasContent("keep me");
    }
}
