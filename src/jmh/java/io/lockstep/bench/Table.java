package io.lockstep.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results as a person reads them, in 100 columns. */
final class Table {
    private static final int WIDTH = 100;

    private final List<Result> results;

    Table(List<Result> results) {
        this.results = results;
    }

    void print(PrintWriter out) {
        for (Result result : results) {
            out.println();
            out.printf(Locale.ROOT, "%s   (medians of %d turns, ms)%n", result.work(), result.repeats());
            line(out, result, Result.OURS, result.ours());
            if (result.floor() != null) {
                line(out, result, Result.FLOOR, result.floor());
            }
            result.peers().forEach((peer, median) -> line(out, result, peer, median));
            result.versions().forEach((name, version) -> wrapped(out, name, version));
            result.missing().forEach((peer, why) -> wrapped(out, peer, "missing: " + why));
            for (Map.Entry<String, Object> detail : result.details().entrySet()) {
                if (!(detail.getValue() instanceof Map)) { // which is for programs
                    out.printf(Locale.ROOT, "  %s: %s%n", detail.getKey(), text(detail.getValue()));
                }
            }
            result.aims().forEach(aim -> out.println("  " + aim));
        }
        out.flush();
    }

    /** Only the goals of all works. */
    void printGoals(PrintWriter out) {
        if (results.stream().anyMatch(result -> !result.aims().isEmpty())) {
            out.printf("%nGoals%n");
        }
        for (Result result : results) {
            result.aims().forEach(aim -> out.printf("  %-30s %s%n", result.work(), aim));
        }
        out.flush();
    }

    /** Name, median, least and most, and how many times ours. */
    private static void line(PrintWriter out, Result result, String name, double median) {
        double[] spread = result.spread().getOrDefault(name, new double[] {median, median});
        out.printf(
                Locale.ROOT,
                "  %-14s %9.1f   %-22s %s%n",
                name,
                median,
                String.format(Locale.ROOT, "(%.1f to %.1f)", spread[0], spread[1]),
                name.equals(Result.OURS) ? "" : String.format(Locale.ROOT, "%.2f x", median / result.ours()));
    }

    /** A name, and a text in as many lines as it needs. */
    private static void wrapped(PrintWriter out, String name, String text) {
        StringBuilder line = new StringBuilder("  %-14s".formatted(name));
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.println(line);
                line = new StringBuilder(" ".repeat(16));
            }
            line.append(' ').append(word);
        }
        out.println(line);
    }

    private static Object text(Object value) {
        if (value instanceof List<?> lines) {
            return lines.stream().map(line -> "\n    " + line).collect(Collectors.joining());
        }
        return value instanceof Double number ? "%.3g".formatted(number) : value;
    }
}
