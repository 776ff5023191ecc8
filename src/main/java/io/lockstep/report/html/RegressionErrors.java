package io.lockstep.report.html;

import static j2html.TagCreator.each;
import static j2html.TagCreator.p;

import io.lockstep.metric.ErrorHistogram;
import io.lockstep.metric.Regression;
import io.lockstep.metric.Scatter;
import io.lockstep.report.TargetNames;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The errors of a regression: their size, predicted against true values, and how the errors are distributed. */
final class RegressionErrors {
    private final LastEvaluation last;
    private final Regression regression;
    private final TargetNames names;
    private final @Nullable String missingInk;

    RegressionErrors(LastEvaluation last, Regression regression, TargetNames names, @Nullable String missingInk) {
        this.last = last;
        this.regression = regression;
        this.names = names;
        this.missingInk = missingInk;
    }

    DomContent content() {
        List<Regression.OfOutput> outputs = regression.outputs();
        List<DomContent> figures = new ArrayList<>();
        for (int j = 0; j < outputs.size(); j++) {
            Scatter scatter = outputs.get(j).scatter();
            ErrorHistogram errors = outputs.get(j).errors();
            if (scatter != null && !scatter.targets().isEmpty() && errors != null) {
                figures.add(scatter(names.of(j), scatter));
                figures.add(errors(names.of(j), errors));
            }
        }
        return Html.part(
                "errors",
                "Errors of the regression",
                p(Numbers.text(
                        "The %,d validation examples (%s), in the unit of the target: RMSE (root mean squared error) %s, MAE (mean absolute error) %s, R² %s.%s",
                        last.evaluation().exampleCount(),
                        last.when(),
                        Numbers.precise(regression.rmse()),
                        Numbers.precise(regression.mae()),
                        rSquared(regression.rSquared()),
                        outputs.size() == 1 ? "" : " Means over the outputs.")),
                outputs.size() == 1 ? each() : table(),
                figures.isEmpty() ? Html.note("There are plots of a kept model only.") : Html.grid(figures),
                2 * outputs.size() > figures.size() && !figures.isEmpty()
                        ? Html.note(Numbers.text(
                                "Plotted are the first %,d of %,d outputs.", figures.size() / 2, outputs.size()))
                        : each());
    }

    private DomContent table() {
        return Html.tableOf(
                List.of("output", "RMSE", "MAE", "R²"),
                IntStream.range(0, regression.outputs().size())
                        .mapToObj(j -> {
                            Regression.OfOutput output = regression.outputs().get(j);
                            return List.of(
                                    names.of(j),
                                    Numbers.precise(output.rmse()),
                                    Numbers.precise(output.mae()),
                                    rSquared(output.rSquared()));
                        })
                        .toList());
    }

    /** {@code 0.9812}; in words where it is not defined. */
    static String rSquared(@Nullable Double value) {
        return value == null ? "not defined (all targets are equal)" : Numbers.text("%.4f", value);
    }

    private DomContent scatter(String name, Scatter scatter) {
        List<Float> both = new ArrayList<>(scatter.targets());
        both.addAll(scatter.predicted());
        double least = Collections.min(both);
        double largest = Collections.max(both);
        double room = largest > least ? 0.03 * (largest - least) : Math.max(1, Math.abs(largest));
        double low = least - room;
        double high = largest + room;
        Points points = new Points(
                scatter.targets().stream().mapToDouble(Float::doubleValue).toArray(),
                scatter.predicted().stream().mapToDouble(Float::doubleValue).toArray());
        long count = points.size();
        Chart chart = new Chart("Predicted against true: " + name, "true " + name)
                .overNumbers(
                        low,
                        high,
                        "%s, true values from %s to %s, predicted ones from %s to %s"
                                .formatted(
                                        Numbers.count(count, "validation example"),
                                        Numbers.brief(Collections.min(scatter.targets())),
                                        Numbers.brief(Collections.max(scatter.targets())),
                                        Numbers.brief(Collections.min(scatter.predicted())),
                                        Numbers.brief(Collections.max(scatter.predicted()))))
                .between(low, high)
                .tall()
                .with(Curve.of("predicted = true", new Points(new double[] {low, high}, new double[] {low, high}), 9)
                        .line())
                .with(Curve.of("validation example", points, 0).dots());
        return Html.figureOf(
                chart,
                last.evaluation().exampleCount() > count
                        ? Numbers.text("A sample of %s.", Numbers.count(count, "validation example"))
                        : "Every validation example.",
                missingInk);
    }

    private DomContent errors(String name, ErrorHistogram errors) {
        return Html.figureOf(
                Bars.chart(
                                "Errors: " + name,
                                "predicted less true " + name,
                                errors.from(),
                                errors.width(),
                                errors.counts())
                        .tall(),
                "Of all validation examples."
                        + (errors.below() + errors.above() == 0
                                ? ""
                                : Numbers.text(
                                        " Not shown: %,d with a smaller error, %,d with a larger one.",
                                        errors.below(), errors.above())),
                missingInk);
    }
}
