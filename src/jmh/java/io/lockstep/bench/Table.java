package io.lockstep.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results as a person reads them, in 100 columns. */
final class Table {
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
            result.missing().forEach((peer, why) -> out.printf("  %-14s missing: %s%n", peer, why));
            for (Map.Entry<String, Object> detail : result.details().entrySet()) {
                if (!(detail.getValue() instanceof Map)) { // which is for programs
                    out.printf(Locale.ROOT, "  %s: %s%n", detail.getKey(), text(detail.getValue()));
                }
            }
        }
        out.flush();
    }

    /** Name, median, least and most, how many times ours, and what it was. */
    private static void line(PrintWriter out, Result result, String name, double median) {
        double[] spread = result.spread().getOrDefault(name, new double[] {median, median});
        out.printf(
                Locale.ROOT,
                "  %-14s %9.1f   (%.1f to %.1f)   %6s   %s%n",
                name,
                median,
                spread[0],
                spread[1],
                name.equals(Result.OURS) ? "" : "%.2f x".formatted(median / result.ours()),
                result.versions().getOrDefault(name, ""));
    }

    private static Object text(Object value) {
        if (value instanceof List<?> lines) {
            return lines.stream().map(line -> "\n    " + line).collect(Collectors.joining());
        }
        return value instanceof Double number ? "%.3g".formatted(number) : value;
    }
}
