package io.lockstep.report.html;

import java.util.Collections;
import java.util.List;

/** A histogram as a chart: bars side by side, as one area. */
final class Bars {
    private static final double ROOM = 1.05;

    private Bars() {}

    /**
     * Bins of equal width.
     *
     * @param title of the chart
     * @param over what is counted
     * @param from where the first bin begins
     */
    static Chart chart(String title, String over, double from, double width, List<Long> counts) {
        int bins = counts.size();
        double[] xs = new double[2 * bins + 2];
        double[] ys = new double[2 * bins + 2];
        for (int edge = 0; edge <= bins; edge++) {
            xs[2 * edge] = from + edge * width;
            xs[2 * edge + 1] = xs[2 * edge];
            ys[2 * edge] = edge == 0 ? 0 : counts.get(edge - 1);
            ys[2 * edge + 1] = edge == bins ? 0 : counts.get(edge);
        }
        double end = xs[xs.length - 1];
        long most = Collections.max(counts);
        return new Chart(title, over)
                .overNumbers(
                        from,
                        end,
                        Numbers.text(
                                "%s from %s to %s, at most %,d of them in one of %,d bins",
                                Numbers.count(
                                        counts.stream()
                                                .mapToLong(Long::longValue)
                                                .sum(),
                                        "example"),
                                Numbers.brief(from),
                                Numbers.brief(end),
                                most,
                                bins))
                .between(0, ROOM * most)
                .with(Curve.of("examples in a bin", new Points(xs, ys), 0).area());
    }
}
