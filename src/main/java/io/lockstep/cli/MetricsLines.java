package io.lockstep.cli;

import io.lockstep.report.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Evaluation metrics on the screen. */
final class MetricsLines {
    private static final int MOST_CONFUSIONS = 20;

    private final Screen screen;

    MetricsLines(Screen screen) {
        this.screen = screen;
    }

    /** Loss, accuracy, the metrics of each class, and the confusion matrix. */
    void show(Metrics metrics) {
        screen.heading("Evaluation: loss %.6f, accuracy %.2f %% of %,d examples"
                .formatted(metrics.loss(), 100 * metrics.accuracy(), metrics.exampleCount()));
        screen.table(classes(metrics));
        Table matrix = matrix(metrics);
        if (screen.hasRoomFor(matrix)) {
            screen.heading("Confusion matrix: true classes in rows, predicted classes in columns");
            screen.table(matrix);
        } else {
            screen.heading("Confusion matrix: the most frequent errors; --json prints the whole matrix");
            screen.table(mistakes(metrics));
        }
    }

    private static Table classes(Metrics metrics) {
        Table table = new Table("class", "examples", "predicted", "correct", "precision", "recall");
        for (Metrics.ClassMetrics each : metrics.classes()) {
            long taken = metrics.confusion().stream()
                    .mapToLong(row -> row.get(each.label()))
                    .sum();
            table.row(
                    Integer.toString(each.label()),
                    count(each.exampleCount()),
                    count(taken),
                    count(metrics.confusion().get(each.label()).get(each.label())),
                    share(each.precision()),
                    share(each.recall()));
        }
        return table;
    }

    private static Table matrix(Metrics metrics) {
        int classes = metrics.classes().size();
        Table table = new Table(
                Stream.concat(Stream.of(""), IntStream.range(0, classes).mapToObj(Integer::toString))
                        .toArray(String[]::new));
        for (int label = 0; label < classes; label++) {
            table.row(Stream.concat(
                            Stream.of(Integer.toString(label)),
                            metrics.confusion().get(label).stream().map(MetricsLines::count))
                    .toArray(String[]::new));
        }
        return table;
    }

    private record Mistakes(int label, int predicted, long count) {}

    private static Table mistakes(Metrics metrics) {
        List<Mistakes> all = new ArrayList<>();
        int classes = metrics.classes().size();
        for (int label = 0; label < classes; label++) {
            for (int predicted = 0; predicted < classes; predicted++) {
                long count = metrics.confusion().get(label).get(predicted);
                if (label != predicted && count > 0) {
                    all.add(new Mistakes(label, predicted, count));
                }
            }
        }
        Table table = new Table("class", "predicted as", "examples");
        all.stream()
                .sorted(Comparator.comparingLong((Mistakes each) -> -each.count)) // stable: by class where equal
                .limit(MOST_CONFUSIONS)
                .forEach(each ->
                        table.row(Integer.toString(each.label), Integer.toString(each.predicted), count(each.count)));
        return table;
    }

    private static String count(long count) {
        return "%,d".formatted(count);
    }

    private static String share(@Nullable Double share) {
        return share == null ? "-" : "%.2f %%".formatted(100 * share);
    }
}
