package io.lockstep.cli;

import io.lockstep.report.Metrics;
import io.lockstep.report.RegressionMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Evaluation metrics on the screen. */
final class MetricsLines {
    private static final int MOST_CONFUSIONS = 20;

    private final Screen screen;

    MetricsLines(Screen screen) {
        this.screen = screen;
    }

    /** Of classes loss, accuracy, the metrics of each class, and the confusion matrix; of a regression its errors. */
    void show(Metrics metrics) {
        screen.heading("Evaluation: %s of %,d examples".formatted(QualityText.full(metrics), metrics.exampleCount()));
        if (metrics.ranking() != null) {
            screen.wrapped("  ", QualityText.ranking(metrics.ranking()));
        }
        List<Metrics.ClassMetrics> classes = metrics.classes();
        List<List<Long>> confusion = metrics.confusion();
        if (classes != null && confusion != null) {
            show(classes, confusion);
        } else if (metrics.regression() != null
                && metrics.regression().outputs().size() > 1) {
            screen.table(outputs(metrics.regression()));
        }
    }

    private void show(List<Metrics.ClassMetrics> classes, List<List<Long>> confusion) {
        screen.table(table(classes, confusion));
        Table matrix = matrix(classes, confusion);
        if (screen.hasRoomFor(matrix)) {
            screen.heading("Confusion matrix: true classes in rows, predicted classes in columns");
            screen.table(matrix);
        } else {
            screen.heading("Confusion matrix: the most frequent errors; --json prints the whole matrix");
            screen.table(mistakes(classes, confusion));
        }
    }

    private static Table outputs(RegressionMetrics errors) {
        Table table = new Table("output", "RMSE", "MAE", "R²");
        for (RegressionMetrics.Output each : errors.outputs()) {
            table.row(
                    each.name(),
                    QualityText.number(each.rmse()),
                    QualityText.number(each.mae()),
                    QualityText.rSquared(each.rSquared()));
        }
        return table;
    }

    private static Table table(List<Metrics.ClassMetrics> classes, List<List<Long>> confusion) {
        Table table = new Table("class", "examples", "predicted", "correct", "precision", "recall");
        for (Metrics.ClassMetrics each : classes) {
            long taken =
                    confusion.stream().mapToLong(row -> row.get(each.label())).sum();
            table.row(
                    each.called(),
                    count(each.exampleCount()),
                    count(taken),
                    count(confusion.get(each.label()).get(each.label())),
                    share(each.precision()),
                    share(each.recall()));
        }
        return table;
    }

    private static Table matrix(List<Metrics.ClassMetrics> classes, List<List<Long>> confusion) {
        Table table = new Table(Stream.concat(Stream.of(""), classes.stream().map(Metrics.ClassMetrics::called))
                .toArray(String[]::new));
        for (Metrics.ClassMetrics each : classes) {
            table.row(Stream.concat(
                            Stream.of(each.called()),
                            confusion.get(each.label()).stream().map(MetricsLines::count))
                    .toArray(String[]::new));
        }
        return table;
    }

    private record Mistakes(String label, String predicted, long count) {}

    private static Table mistakes(List<Metrics.ClassMetrics> classes, List<List<Long>> confusion) {
        List<Mistakes> all = new ArrayList<>();
        for (Metrics.ClassMetrics label : classes) {
            for (Metrics.ClassMetrics predicted : classes) {
                long count = confusion.get(label.label()).get(predicted.label());
                if (label.label() != predicted.label() && count > 0) {
                    all.add(new Mistakes(label.called(), predicted.called(), count));
                }
            }
        }
        Table table = new Table("class", "predicted as", "examples");
        all.stream()
                .sorted(Comparator.comparingLong((Mistakes each) -> -each.count)) // stable: by class where equal
                .limit(MOST_CONFUSIONS)
                .forEach(each -> table.row(each.label, each.predicted, count(each.count)));
        return table;
    }

    private static String count(long count) {
        return "%,d".formatted(count);
    }

    private static String share(@Nullable Double share) {
        return share == null ? "-" : "%.2f %%".formatted(100 * share);
    }
}
