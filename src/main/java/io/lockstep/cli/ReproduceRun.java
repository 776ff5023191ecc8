package io.lockstep.cli;

import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.audit.Audit;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.report.Environment;
import io.lockstep.report.Reproduction;
import io.lockstep.report.Reproduction.Difference;
import io.lockstep.report.Reproduction.FirstDifference;
import io.lockstep.report.RunRecord;
import io.lockstep.report.StepRecord;
import io.lockstep.run.RecordedRun;
import io.lockstep.run.ReproductionException;
import io.lockstep.train.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recorded run, taken again and compared with its record step by step. Nothing is written. */
final class ReproduceRun {
    private final Path file;
    private final RecordedRun recorded;
    private final Screen screen;
    private final List<Difference> data;
    private final Training training;

    /** Shows the record; finds, reads and shows the data, and says what is different about it. */
    ReproduceRun(Path file, RecordedRun recorded, String source, Screen screen) {
        this.file = file;
        this.recorded = recorded;
        this.screen = screen;
        RunConfig config = recorded.configuration();
        showRecord();
        Sources.Source found = Sources.open(source, config.data().withoutDownload(), line -> screen.line("  %s", line));
        screen.heading("Data: " + found.note());
        Examples examples = found.dataset().split(SplitName.TRAIN);
        int rows = config.data().rows() == 0 ? examples.rows() : config.data().rows();
        DatasetCard card = DatasetCard.of(examples, found.dataset().location(), rows);
        screen.card(card);
        data = recorded.differences(card);
        showData();
        training = Training.of(config, examples, card);
    }

    /** What the run is told to do here. */
    RunConfig config() {
        return training.config();
    }

    /**
     * Takes the recorded steps again.
     *
     * @param partitions how many; null for another number than the recorded one
     * @throws ReproductionException at the first step with other bits, or at the end if only the data's hashes are others
     */
    Reproduction on(ClusterSession session, @Nullable Integer partitions) {
        int steps = recorded.steps().size();
        PassChoice pass = training.choose(session);
        RunRecord.Layout layout =
                training.show(screen, session, pass, partitions == null ? another(session.slots()) : partitions);
        Reproduction asRecorded = new Reproduction(
                1,
                recorded.runId(),
                file.toString(),
                (data.isEmpty() ? ExitCode.OK : ExitCode.VERIFICATION).word(),
                steps,
                steps,
                null,
                data,
                recorded.differences(pass.backend()),
                recorded.difference(Environment.detect()),
                recorded.layout(),
                layout);
        showMachine(asRecorded);
        screen.heading("Again: %s with %s".formatted(Screen.count(steps, "step"), layout(asRecorded)));
        try (ClusterBlocks blocks = training.blocks(session, layout.partitions())) {
            training.trainer(new ClusterGradients(blocks, pass.plan()), step -> compare(step, asRecorded))
                    .run(training.initial(), training.steps()); // the schedule knows them all
        }
        if (!data.isEmpty()) {
            throw new ReproductionException(asRecorded);
        }
        return asRecorded;
    }

    /** More partitions than task slots, so that tasks end in another order, too. */
    private int another(int slots) {
        int more = 2 * slots + 1;
        return more == recorded.layout().partitions() ? more + 1 : more;
    }

    /** Whether there is a further step to compare. */
    private boolean compare(Step step, Reproduction asRecorded) {
        StepRecord expected = recorded.steps().get(step.number() - 1);
        StepRecord found = StepRecord.of(step, Duration.ZERO, Audit.NONE);
        FirstDifference difference = expected.differenceTo(found);
        screen.line(
                "  step %3d   loss %9.6f   %5.0f ms   parameters %.12s   %s",
                found.step(),
                found.loss(),
                found.milliseconds(),
                found.parametersSha256(),
                difference == null ? "as recorded" : "NOT as recorded");
        if (difference != null) {
            throw new ReproductionException(asRecorded.differing(difference, ExitCode.VERIFICATION.word()));
        }
        return step.number() < recorded.steps().size();
    }

    private void showRecord() {
        screen.heading("Record: run %s, %s, verdict %s"
                .formatted(recorded.runId(), Screen.count(recorded.steps().size(), "step"), recorded.verdict()));
        screen.line("  from        %s", file);
        if (!recorded.hasHash()) {
            screen.line("  not hashed  it was written by an earlier build: damage would not be noticed");
        }
        screen.line(
                "  begun       %s, Lockstep %s (%s)",
                recorded.startedAt(),
                recorded.environment().lockstep(),
                recorded.environment().revision());
        screen.line(
                "  backend     %s, %s",
                recorded.backend().device(), recorded.backend().describe());
        RunRecord.Layout layout = recorded.layout();
        screen.line(
                "  spark       %s on %s, %s, %s, %s of %d rows",
                layout.spark(),
                layout.master(),
                Screen.count(layout.slots(), "task slot"),
                Screen.count(layout.partitions(), "partition"),
                Screen.count(layout.blocks(), "block"),
                layout.blockRows());
    }

    private void showData() {
        if (data.isEmpty()) {
            screen.line("  as recorded rows, pixels and labels");
        }
        for (Difference difference : data) {
            screen.line("  DIFFERS     %s: expected %s as recorded", difference.what(), difference.recorded());
            screen.line("              found %s", difference.here());
        }
    }

    private void showMachine(Reproduction again) {
        for (Difference difference : again.machine()) {
            screen.line(
                    "  differs     %s: recorded on %s, here %s; other bits are to be expected",
                    difference.what(), difference.recorded(), difference.here());
        }
        if (again.build() != null) {
            screen.line(
                    "  differs     Lockstep: recorded by %s, here %s",
                    again.build().recorded(), again.build().here());
        }
    }

    /** {@code 5 partitions instead of 2}. */
    static String layout(Reproduction again) {
        int recorded = again.recordedLayout().partitions();
        int partitions = again.layout().partitions();
        return Screen.count(partitions, "partition")
                + (partitions == recorded ? ", as recorded" : " instead of %,d".formatted(recorded));
    }
}
