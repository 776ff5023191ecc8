package io.lockstep.cli;

import io.lockstep.data.DataCard;
import io.lockstep.data.DatasetCard;
import io.lockstep.job.Statistics;
import io.lockstep.metric.Evaluation.Activations;
import java.util.List;
import java.util.Locale;

/** Shows mean and standard deviation of the data and of each activation, before and after standardising. */
final class StatisticsLines {
    private static final String AT = ", at the initial weights";

    private final Screen screen;

    StatisticsLines(Screen screen) {
        this.screen = screen;
    }

    /** Of images, or of a table, whose columns may have been left as they are. */
    void show(DataCard any, Statistics statistics) {
        List<Activations> before = statistics.before().activations();
        List<Activations> after = statistics.after().activations();
        if (any instanceof DatasetCard card) {
            Table table = standardised("pixels / 256");
            table.row(
                    "data",
                    number(card.moments().mean()),
                    number(card.moments().deviation()),
                    number(card.standardized().mean()),
                    number(card.standardized().deviation()));
            show(table, before, after);
        } else if (before.equals(after)) {
            screen.heading("Mean and standard deviation (std) of the activations" + AT);
            Table table = new Table("", "mean", "std");
            before.forEach(each -> table.row(each.name(), number(each.mean()), number(each.deviation())));
            screen.table(table);
        } else {
            show(standardised("features"), before, after);
        }
    }

    private static Table standardised(String raw) {
        return new Table("", raw, "", "standardised", "").row("", "mean", "std", "mean", "std");
    }

    private void show(Table table, List<Activations> before, List<Activations> after) {
        screen.heading("Mean and standard deviation (std) before and after standardising" + AT);
        for (int i = 0; i < before.size(); i++) {
            Activations raw = before.get(i);
            Activations standard = after.get(i);
            table.row(
                    raw.name(),
                    number(raw.mean()),
                    number(raw.deviation()),
                    number(standard.mean()),
                    number(standard.deviation()));
        }
        screen.table(table);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", Math.abs(value) < 0.00005 ? 0.0 : value);
    }
}
