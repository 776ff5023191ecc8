package io.lockstep.report.html;

import static j2html.TagCreator.p;

import io.lockstep.report.RunRecord;
import io.lockstep.train.StepRecord;
import j2html.tags.DomContent;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Where the time of a step went. */
final class Times {
    private static final int POINTS = 120;
    private static final double NEARLY_ALL = 0.97;
    private static final double ROOM = 1.2;

    private final RunRecord record;
    private final List<StepRecord> steps;
    private final boolean isInRounds;
    private final @Nullable String missingInk;

    Times(RunRecord record, @Nullable String missingInk) {
        this.record = record;
        this.missingInk = missingInk;
        steps = record.steps();
        isInRounds =
                steps.stream().filter(step -> step.exchangeMilliseconds() > 0).count() > steps.size() / 2;
    }

    DomContent content() {
        if (steps.isEmpty()) {
            return Html.part("time", "Time of a step", Html.note("No step was taken."));
        }
        return Html.part(
                "time",
                "Time of a step",
                p(Numbers.text(
                        "Medians of %s: %s, of which %s computation in the passes, %s %s, and %s the optimizer. Evaluations: %s in total.",
                        Numbers.count(steps.size(), "step"),
                        median(StepRecord::milliseconds),
                        median(StepRecord::computeMilliseconds),
                        median(Times::rest),
                        isInRounds ? "exchange and record" : "Spark",
                        median(StepRecord::driverMilliseconds),
                        Numbers.duration(record.epochs().stream()
                                .mapToDouble(epoch -> epoch.milliseconds())
                                .sum()))),
                Html.grid(List.of(chart())));
    }

    private String median(ToDoubleFunction<StepRecord> time) {
        return Numbers.duration(Points.median(steps.stream().mapToDouble(time).toArray()));
    }

    /** What is left: of a job scheduling, sending and adding up; in a round the exchange of the sums, and the record. */
    private static double rest(StepRecord step) {
        return Math.max(0, step.milliseconds() - step.computeMilliseconds() - step.driverMilliseconds());
    }

    /** One area before the other, the sum of all three at the back. */
    private DomContent chart() {
        Chart chart = new Chart("Milliseconds of each step", "step")
                .with(area(isInRounds ? "exchange" : "Spark", StepRecord::milliseconds, 1))
                .with(area("optimizer", step -> step.milliseconds() - rest(step), 2))
                .with(area("compute", StepRecord::computeMilliseconds, 0));
        double[] sorted =
                steps.stream().mapToDouble(StepRecord::milliseconds).sorted().toArray();
        double top = ROOM * sorted[(int) (NEARLY_ALL * (sorted.length - 1))];
        long above = Arrays.stream(sorted).filter(time -> time > top).count();
        double longest = sorted[sorted.length - 1];
        return Html.figureOf(
                chart.between(0, above == 0 ? longest : top),
                "Stacked."
                        + (steps.size() > POINTS
                                ? Numbers.text(
                                        " Medians of about %,d steps each.", Math.round((double) steps.size() / POINTS))
                                : "")
                        + (above == 0
                                ? ""
                                : " %s longer and cut off, up to %s."
                                        .formatted(
                                                Numbers.count(above, "step") + (above == 1 ? " is" : " are"),
                                                Numbers.duration(longest))),
                missingInk);
    }

    private Curve area(String name, ToDoubleFunction<StepRecord> time, int colour) {
        return Curve.of(name, Points.of(steps, StepRecord::step, time).medians(POINTS), colour)
                .area();
    }
}
