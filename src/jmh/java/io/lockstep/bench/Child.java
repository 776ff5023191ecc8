package io.lockstep.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Processes that are started as a person starts them, and when they say what. */
final class Child {
    private static final int LINES_SHOWN_OF_A_FAILURE = 20;

    private Child() {}

    /**
     * What a process has said.
     *
     * @param at milliseconds after its start
     * @param text one line, of its output or its errors
     */
    record Line(double at, String text) {}

    /**
     * A process that ended well.
     *
     * @param milliseconds from its start to its end
     * @param lines what it said
     */
    record Ended(double milliseconds, List<Line> lines) {

        /** When it first said something that begins with these words, in milliseconds after its start. */
        double saidAt(String words) {
            return lines.stream()
                    .filter(line -> line.text().strip().startsWith(words))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("expected a line '" + words + " ...', found none"))
                    .at();
        }

        /** What it said as JSON: its last line that is an object. */
        String jsonLine() {
            return lines.stream()
                    .map(Line::text)
                    .filter(line -> line.startsWith("{"))
                    .reduce((first, last) -> last)
                    .orElseThrow(() -> new IllegalStateException("expected a line of JSON, found " + lines));
        }
    }

    /**
     * Runs a command to its end, with Spark's and Lockstep's defaults but for what {@code environment} says.
     *
     * @throws IllegalStateException if it ends with another code than 0
     */
    static Ended run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("LOCKSTEP_"));
        builder.environment().putAll(environment);
        List<Line> lines = new ArrayList<>();
        long start = System.nanoTime();
        Process process = builder.start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(new Line((System.nanoTime() - start) / 1e6, line));
            }
        }
        int code = process.waitFor();
        double milliseconds = (System.nanoTime() - start) / 1e6;
        if (code != 0) {
            throw new IllegalStateException("expected 0 from %s, found %d:%n%s"
                    .formatted(
                            String.join(" ", command),
                            code,
                            lines.stream()
                                    .skip(Math.max(0, lines.size() - LINES_SHOWN_OF_A_FAILURE))
                                    .map(Line::text)
                                    .collect(Collectors.joining("\n"))));
        }
        return new Ended(milliseconds, lines);
    }
}
