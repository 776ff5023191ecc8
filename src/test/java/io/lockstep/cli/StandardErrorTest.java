package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter {@code submit/lib/without-incubator-warning}, and Lockstep's way past it. */
class StandardErrorTest {
    private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /** Of the process that {@link #whatJavaSaysIsThereWhenItEnds} starts. */
    static final class Speaker {
        private Speaker() {}

        public static void main(String[] arguments) {
            StandardError.passFilter();
            System.err.print("no line's end");
        }
    }

    @Test
    void onlyJavasLineIsKeptBack() throws Exception {
        String other = "WARNING: Using incubator modules: jdk.incubator.foreign\nWARNING: x\n" + WARNING + ", more\n";
        assertThat(await(bash("printf '%s\\n%s' '" + WARNING + "' '" + other + "' >&2; exit 65")))
                .isEqualTo(65);
        awaitErrors(other);
    }

    @Test
    void descriptorThreeIsStandardErrorAsItWas() throws Exception {
        assertThat(await(bash("echo '" + WARNING + "' >&3"))).isZero();
        assertThat(errors()).isEqualTo(WARNING + "\n");
    }

    @Test
    void theCommandIsTheProcessThatGetsTheSignals() throws Exception {
        Process process = bash("trap 'echo late >&2; exit 75' TERM; echo ready; while :; do sleep 0.05; done");
        awaitOutput("ready\n");
        process.destroy();
        assertThat(await(process)).isEqualTo(75);
        awaitErrors("late\n");
    }

    @Test
    void aSignalToAllProcessesLeavesTheFilter() throws Exception {
        Process process = bash("trap 'echo late >&2; exit 75' TERM; echo ready; while :; do sleep 0.05; done");
        awaitOutput("ready\n");
        StandaloneCluster.await("a filter", () -> filters(process).findAny().orElse(null));
        filters(process).forEach(ProcessHandle::destroy);
        process.destroy();
        assertThat(await(process)).isEqualTo(75);
        awaitErrors("late\n");
    }

    @Test
    void standardErrorThatIsThrownAwayDoesNotEndTheFilter() throws Exception {
        String text = "for i in 1 2 3 4 5; do echo $i >&2; sleep 0.05; done; echo z";
        assertThat(await(start(Map.of(), "bash", "-c", "\"$0\" bash -c '" + text + "' 2>/dev/null", script())))
                .isZero();
        awaitOutput("z\n");
    }

    @Test
    void aClosedStandardErrorIsNoError() throws Exception {
        Process process =
                start(Map.of(), "bash", "-c", "\"$0\" bash -c 'echo x >&2; echo y >&3; echo z' 2>&-", script());
        assertThat(await(process)).isZero();
        awaitOutput("z\n");
    }

    @Test
    void whatJavaSaysIsThereWhenItEnds() throws Exception {
        Path sed = Files.createDirectories(folder.resolve("bin")).resolve("sed");
        Path open = folder.resolve("open");
        Files.writeString(
                sed,
                "#!/bin/sh\nwhile [ ! -e '" + open + "' ]; do sleep 0.05; done\nPATH=/usr/bin:/bin exec sed \"$@\"\n");
        assertThat(sed.toFile().setExecutable(true)).isTrue();
        Process process = start(
                Map.of("PATH", sed.getParent() + ":" + System.getenv("PATH")),
                script(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("submit/lib/java-options").toAbsolutePath(),
                "-Dlockstep.standard-error=3",
                "-cp",
                System.getProperty("java.class.path"),
                Speaker.class.getName());
        try {
            assertThat(await(process)).isZero();
            assertThat(errors()).isEqualTo("no line's end"); // although the filter has not begun
        } finally {
            Files.createFile(open);
        }
    }

    private static Stream<ProcessHandle> filters(Process process) {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/sed"));
    }

    private static String script() {
        return Path.of("submit/lib/without-incubator-warning").toAbsolutePath().toString();
    }

    private Process bash(String text) throws IOException {
        return start(Map.of(), script(), "bash", "-c", text);
    }

    private Process start(Map<String, String> environment, String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        return builder.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private int await(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end within 2 minutes: " + errors());
        }
        return process.exitValue();
    }

    private void awaitOutput(String text) {
        awaitText("out", text);
    }

    /** What goes through the filter may come after the command has ended. */
    private void awaitErrors(String text) {
        awaitText("err", text);
    }

    private void awaitText(String file, String text) {
        StandaloneCluster.await(file + ": " + text, () -> {
            try {
                return Files.readString(folder.resolve(file)).equals(text) ? true : null;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
