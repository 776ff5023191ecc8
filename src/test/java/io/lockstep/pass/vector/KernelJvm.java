package io.lockstep.pass.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.network.Parameters;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A JVM in which {@link KernelDigests} compute, with nothing on its class path but this project's classes.
 *
 * @param java the command
 * @param options of the JVM
 */
record KernelJvm(Path java, List<String> options) {
    /** What every JVM must print. */
    static final Path EXPECTED = Path.of("src/test/resources/kernel-digests.txt");

    private static final Pattern DIGEST = Pattern.compile(": [a-z]+ [0-9a-f]{16}"); // a JVM may print warnings, too
    private static final long SECONDS = 300;

    /** The JVM of this process's own kind. */
    static KernelJvm ofThisKind(String... options) {
        return new KernelJvm(Path.of(System.getProperty("java.home"), "bin", "java"), List.of(options));
    }

    /** The lines of {@link #EXPECTED}. */
    static List<String> expected() throws IOException {
        return Files.readAllLines(EXPECTED);
    }

    /**
     * Demands that it computes by these loops and prints what is expected.
     *
     * @param few whether the first lines suffice
     * @param loops as {@link Loops} calls itself
     */
    void mustPrintWhatIsExpected(boolean few, String loops)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> all = expected();
        List<String> expected = few ? all.subList(0, KernelDigests.FEW) : all;
        List<String> said = run(few ? List.of("few") : List.of());
        assertThat(said).as("%s", this).anyMatch(line -> line.startsWith("computed by " + loops));
        assertThat(said.stream().filter(line -> DIGEST.matcher(line).find()))
                .as("%s", this)
                .containsExactlyElementsOf(expected);
    }

    private List<String> run(List<String> arguments) throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", classes(Parameters.class) + ":" + classes(KernelDigests.class)));
        command.add(KernelDigests.class.getName());
        command.addAll(arguments);
        Path said = Files.createTempFile("kernel-digests", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(builder.environment()::remove);
            Process process = builder.redirectOutput(said.toFile()).start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("expected an end after at most " + SECONDS + " s of " + command);
            }
            List<String> lines =
                    Files.readString(said, StandardCharsets.UTF_8).lines().toList();
            assertThat(process.exitValue()).as("%s: %s", command, lines).isZero();
            return lines;
        } finally {
            Files.delete(said);
        }
    }

    private static Path classes(Class<?> member) throws URISyntaxException {
        return Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Override
    public String toString() {
        return java + " " + String.join(" ", options);
    }
}
