package io.lockstep.report.html;

import io.lockstep.metric.Regression;
import io.lockstep.network.TensorLayout;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.RunRecord;
import io.lockstep.train.StepRecord;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Loss and accuracy or errors, the learning rate, and the gradients' norms. */
final class LearningCurves {
    private static final int POINTS = 600;
    private static final int MEDIANS = 150;
    private static final int LEAST_WINDOWS = 30; // in a run of a few epochs the mean over one would hide the beginning
    private static final String STEP = "step";

    private final RunRecord record;
    private final List<StepRecord> steps;
    private final @Nullable String missingInk;

    LearningCurves(RunRecord record, @Nullable String missingInk) {
        this.record = record;
        this.missingInk = missingInk;
        steps = record.steps();
    }

    DomContent content() {
        if (steps.isEmpty()) {
            return Html.part("curves", "Learning curves", Html.note("No step was taken."));
        }
        List<DomContent> figures = new ArrayList<>();
        figures.add(loss());
        if (record.hasValidation()) {
            figures.add(accuracy());
        }
        figures.add(learningRate());
        figures.add(norms());
        return Html.part("curves", "Learning curves", Html.grid(figures));
    }

    private DomContent loss() {
        Points raw = Points.of(steps, StepRecord::step, StepRecord::loss);
        Points finite = raw.where(Double::isFinite);
        int window = Math.min(stepsOfAnEpoch(), Math.max(1, steps.size() / LEAST_WINDOWS));
        Chart chart = new Chart("Loss", STEP);
        String remark;
        if (stepsOfAnEpoch() > 1) {
            chart.with(Curve.of("each batch", finite.extremes(POINTS), 0).faint());
            chart.with(Curve.of("training", finite.trailingMeans(window, POINTS), 0));
            remark = "Of each batch before its step, and the mean of the last %s%s."
                    .formatted(Numbers.count(window, STEP), window == stepsOfAnEpoch() ? ", an epoch" : "");
        } else {
            chart.with(Curve.of("training", finite.extremes(POINTS), 0));
            remark = "Of all examples, before the step.";
        }
        if (record.hasValidation()) {
            chart.with(Curve.of("validation", heldOut(epoch -> epoch.heldOut().loss()), 1));
        }
        int undefined = raw.size() - finite.size();
        return Html.figureOf(
                chart.logarithmicIfWide(),
                remark
                        + (undefined == 0
                                ? ""
                                : " %s not a finite number."
                                        .formatted(
                                                Numbers.count(undefined, "value") + (undefined == 1 ? " is" : " are"))),
                missingInk);
    }

    private DomContent accuracy() {
        if (record.epochs().isEmpty()) {
            return Html.figureOf(
                    new Chart("Validation accuracy", STEP),
                    "No epoch was evaluated (train.evaluate-every).",
                    missingInk);
        }
        if (record.epochs().get(0).heldOut().regression() != null) {
            return errors();
        }
        Points points =
                heldOut(epoch -> 100 * Objects.requireNonNull(epoch.heldOut().accuracy()));
        return Html.figureOf(
                new Chart("Validation accuracy", STEP).with(Curve.of("accuracy in %", points, 1)),
                "Share of the examples whose class is predicted.",
                missingInk);
    }

    private DomContent errors() {
        return Html.figureOf(
                new Chart("Validation errors", STEP)
                        .with(Curve.of("RMSE", errors(Regression::rmse), 1))
                        .with(Curve.of("MAE", errors(Regression::mae), 5))
                        .logarithmicIfWide(),
                "Root mean squared and mean absolute error, in the unit of the target.",
                missingInk);
    }

    private Points errors(ToDoubleFunction<Regression> value) {
        return heldOut(epoch ->
                value.applyAsDouble(Objects.requireNonNull(epoch.heldOut().regression())));
    }

    private DomContent learningRate() {
        Points points = Points.of(steps, StepRecord::step, StepRecord::learningRate);
        return Html.figureOf(
                new Chart("Learning rate", STEP).with(Curve.of("learning rate", points.extremes(POINTS), 5)),
                "Of each step.",
                missingInk);
    }

    private DomContent norms() {
        Chart chart = new Chart("Gradient norms", STEP);
        List<TensorLayout> tensors = record.architecture().tensors();
        for (int i = 0; i < tensors.size(); i++) {
            String name = tensors.get(i).name();
            Points points = Points.of(steps, StepRecord::step, step -> norm(step, name));
            chart.with(Curve.ofLayer(name, thin(points.where(Double::isFinite)), i));
        }
        Points all = thin(
                Points.of(steps, StepRecord::step, StepRecord::gradientNorm).where(Double::isFinite));
        chart.with(Curve.of("all", all, 9));
        return Html.figureOf(
                chart.logarithmic(),
                "Euclidean, of each tensor, before clipping."
                        + (steps.size() > MEDIANS
                                ? Numbers.text(
                                        " Medians of about %,d steps each.",
                                        Math.round((double) steps.size() / MEDIANS))
                                : ""),
                missingInk);
    }

    private static double norm(StepRecord step, String tensor) {
        Map<String, Double> norms = step.tensorGradientNorm();
        return norms == null ? Double.NaN : norms.getOrDefault(tensor, Double.NaN);
    }

    private static Points thin(Points points) {
        return points.medians(MEDIANS);
    }

    private Points heldOut(ToDoubleFunction<EpochRecord> value) {
        return Points.of(record.epochs(), EpochRecord::step, value).extremes(POINTS);
    }

    /** How many steps have the same epoch at most; 1 of full batches, and in records that do not tell. */
    private int stepsOfAnEpoch() {
        Map<Integer, Integer> counts = new HashMap<>();
        steps.stream().filter(step -> step.epoch() > 0).forEach(step -> counts.merge(step.epoch(), 1, Integer::sum));
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    }
}
