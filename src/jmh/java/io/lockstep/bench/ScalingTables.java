package io.lockstep.bench;

import io.lockstep.bench.CostModel.MeasuredStep;
import io.lockstep.network.Architecture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The model, how far it is from what was measured, and what it says of larger clusters: for programs, and as the tables of {@code
 * src/site/markdown/scaling.md}.
 */
record ScalingTables(List<Efficiency> efficiencies, List<MeasuredStep> measured, CostModel model) {
    private static final List<Integer> EXECUTORS = List.of(10, 100, 1_000);

    /** Ours is the lesson's full-batch step on two executors, the peer what the model says of it. */
    Result result(String version) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ms of Spark for", model.spark().byTerm());
        details.put("ms of the passes for", model.compute().byTerm());
        details.put("measured and model, ms", residuals());
        Map<String, Prediction> byName = new LinkedHashMap<>();
        predictions()
                .forEach(one -> byName.put(one.parameters() + " parameters, " + one.executors() + " executors", one));
        details.put("predictions", byName);
        Map<String, TurningPoint> turningPoints = new LinkedHashMap<>();
        turningPoints().forEach(one -> turningPoints.put(one.parameters() + " parameters", one));
        details.put("turning points", turningPoints);
        details.put("off in the median, Spark, %", 100 * medianError(onExecutors(), true));
        details.put("off in the median, passes, %", 100 * medianError(measured, false));
        details.put("scaling.md", lines());
        MeasuredStep step = measured.stream()
                .filter(one -> one.shape().executors() == 2)
                .findFirst()
                .orElseThrow();
        Map<String, Times> race = new LinkedHashMap<>();
        race.put(Result.OURS, new Times(new double[] {step.share() + step.kernel()}));
        race.put("model", new Times(new double[] {model.share(step.shape()) + model.kernel(step.shape())}));
        return Result.of("scaling-model", race, Map.of(Result.OURS, step.name() + ", " + version), Map.of(), details);
    }

    private List<MeasuredStep> onExecutors() {
        return measured.stream().filter(step -> step.shape().executors() > 0).toList();
    }

    /** Of each step, Spark's share and the passes' time: measured, then by the model. */
    private Map<String, double[]> residuals() {
        Map<String, double[]> residuals = new LinkedHashMap<>();
        for (MeasuredStep step : onExecutors()) {
            residuals.put("Spark, " + step.name(), new double[] {step.share(), model.share(step.shape())});
        }
        for (MeasuredStep step : measured) {
            residuals.put("passes, " + step.name(), new double[] {step.kernel(), model.kernel(step.shape())});
        }
        return residuals;
    }

    private double medianError(List<MeasuredStep> steps, boolean spark) {
        return Times.of(steps.stream()
                        .map(step -> spark
                                ? off(step.share(), model.share(step.shape()))
                                : off(step.kernel(), model.kernel(step.shape())))
                        .map(Math::abs)
                        .toList())
                .median();
    }

    private static double off(double measured, double model) {
        return model / measured - 1;
    }

    private List<Prediction> predictions() {
        return sizes().flatMap(parameters -> EXECUTORS.stream().map(count -> Prediction.of(model, parameters, count)))
                .toList();
    }

    private List<TurningPoint> turningPoints() {
        return sizes().map(parameters -> TurningPoint.of(model, parameters)).toList();
    }

    private static Stream<Integer> sizes() {
        return Stream.concat(Stream.of(Networks.lesson()), Networks.large().stream())
                .map(Architecture::parameterCount);
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        table(lines, "| network | | on one | on two | efficiency | passes alone | two bare threads |", 7);
        for (Efficiency one : efficiencies) {
            lines.add(line(
                    "| %s | %s | %,.0f ms | %,.0f ms | %.0f %% | %.0f %% | %.0f %% |",
                    Networks.name(one.architecture()),
                    one.of(),
                    one.wall(one.one()).median(),
                    one.wall(one.two()).median(),
                    100 * one.ofStep(),
                    100 * one.ofKernel(),
                    100 * one.ofMachine()));
        }
        table(lines, "| ms | for |", 2);
        Stream.of(model.spark(), model.compute())
                .forEach(fit -> fit.byTerm().forEach((term, cost) -> lines.add(line("| %.3g | %s |", cost, term))));
        table(lines, "| step | Spark, measured | model | passes, measured | model |", 5);
        for (MeasuredStep step : measured) {
            lines.add(line(
                    "| %s | %.1f ms | %s | %.1f ms | %.1f ms |",
                    step.name(),
                    step.share(),
                    step.shape().executors() > 0 ? line("%.1f ms", model.share(step.shape())) : "",
                    step.kernel(),
                    model.kernel(step.shape())));
        }
        predictionLines(lines);
        return lines;
    }

    private void predictionLines(List<String> lines) {
        table(
                lines,
                "| parameters | executors | scheduling | broadcast | reduce at once | tree | tree, depth 3 |"
                        + " Spark's share | MB at the driver, at once / tree | examples a step for 10 % |",
                10);
        for (Prediction one : predictions()) {
            lines.add(line(
                    "| %,d | %,d | %s | %s | %s | %s | %s | **%s** | %,.0f / %s | %,.0f |",
                    one.parameters(),
                    one.executors(),
                    time(one.scheduling()),
                    time(one.broadcast()),
                    time(one.atOnce()),
                    time(one.tree()),
                    time(one.deepTree()),
                    time(one.share()),
                    one.megabytesAtOnce(),
                    one.megabytesOfTree() == null ? "-" : line("%,.0f", one.megabytesOfTree()),
                    one.rowsForTenPercent()));
        }
        table(lines, "| parameters | a tree is faster from | more than 1 GiB at the driver, at once | by a tree |", 4);
        turningPoints()
                .forEach(one -> lines.add(line(
                        "| %,d | %s | %s | %s |",
                        one.parameters(),
                        count(one.treeIsFaster()),
                        count(one.tooMuchAtOnce()),
                        count(one.tooMuchOfTheTree()))));
    }

    /** The head of a table, with an empty line before it. */
    private static void table(List<String> lines, String head, int columns) {
        lines.add("");
        lines.add(head);
        lines.add("|---".repeat(columns) + "|");
    }

    private static String count(@Nullable Integer executors) {
        return executors == null ? "-" : line("%,d", executors);
    }

    private static String time(@Nullable Double milliseconds) {
        if (milliseconds == null) {
            return "-";
        }
        return milliseconds < 10_000 ? line("%,.0f ms", milliseconds) : line("%,.0f s", milliseconds / 1_000);
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
