package io.lockstep.cli;

import io.lockstep.block.BlockPlan;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataCard;
import io.lockstep.data.Examples;
import io.lockstep.data.table.TableCard;
import io.lockstep.gradient.Gradient;
import io.lockstep.job.RunEvent;
import io.lockstep.job.RunListener;
import io.lockstep.job.Training;
import io.lockstep.job.Verdict;
import io.lockstep.report.Reproduction;
import io.lockstep.train.StepRecord;
import org.jspecify.annotations.Nullable;

/** Shows a job's progress on the screen. */
final class ScreenListener implements RunListener {
    private final Screen screen;
    private @Nullable EpochLines lines;
    private boolean hasValidation;

    ScreenListener(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.Notice notice) {
            screen.wrapped("  ", notice.text());
        } else if (event instanceof RunEvent.DataFound found) {
            screen.heading("Data: " + found.note());
        } else if (event instanceof RunEvent.DataRead read) {
            screen.card(read.card());
        } else if (event instanceof RunEvent.ValidationDataRead read) {
            hasValidation = true;
            DataCard card = read.card();
            if (card instanceof TableCard table) {
                screen.line("  validation  %,d rows, content %s", table.rows(), table.contentHash());
            } else {
                screen.line("  validation  %s, %,d rows", card.name(), card.rows());
            }
        } else if (event instanceof RunEvent.ExamplesFound found) {
            Examples examples = found.examples();
            screen.line("  name        %s", examples.name());
            screen.line("  from        %s", found.location());
            screen.line("  rows        %,d of %d x %d bytes", examples.rows(), examples.height(), examples.width());
        } else if (event instanceof RunEvent.TableOpened table) {
            screen.line("  from        %s", table.location());
            screen.line("  columns     %s", table.columns());
            screen.line("  features    %s", table.features());
        } else if (event instanceof RunEvent.MachineChosen chosen) {
            screen.heading("Machine");
            screen.machine(chosen.pass(), chosen.layout());
        } else if (event instanceof RunEvent.NetworkChosen chosen) {
            screen.network(chosen.architecture(), chosen.origin());
        } else if (event instanceof RunEvent.BitsCompared compared) {
            if (compared.accepted()) { // else the failure names them
                screen.fingerprints(compared.fingerprints());
            }
        } else if (event instanceof RunEvent.ActivationsMeasured measured) {
            new StatisticsLines(screen).show(measured.card(), measured.statistics());
        } else if (event instanceof RunEvent.GradientComputed computed) {
            Gradient gradient = computed.gradient();
            screen.heading("Gradient of %,d examples in %d ms: loss %.10g, |gradient| %.10g"
                    .formatted(
                            gradient.exampleCount(), computed.elapsed().toMillis(), gradient.loss(), gradient.norm()));
        } else if (event instanceof RunEvent.TrainingBegun begun) {
            begin(begun);
        } else if (event instanceof RunEvent.StepsChosen chosen) {
            screen.wrapped("  ", execution(chosen));
        } else if (event instanceof RunEvent.LayoutChanged changed) {
            screen.wrapped("  ", changed.change().sentence());
        } else if (event instanceof RunEvent.RoundLost lost) {
            screen.wrapped("  ", repetition(lost));
        } else if (event instanceof RunEvent.StepTaken taken && lines != null) {
            lines.step(taken.step());
        } else if (event instanceof RunEvent.Stalled stalled) {
            screen.wrapped("  ", stalled.stall().sentence());
        } else if (event instanceof RunEvent.Evaluated evaluated && lines != null) {
            lines.evaluation(evaluated.epoch().heldOut());
        } else if (event instanceof RunEvent.ReproductionBegun begun) {
            begin(begun.asRecorded());
        } else if (event instanceof RunEvent.StepReproduced reproduced) {
            step(reproduced);
        } else if (event instanceof RunEvent.RunFailed failed && failed.folder() != null) {
            screen.line(
                    "%nThe run %s; its record and log are in %s",
                    failed.verdict() == Verdict.INTERRUPTED ? "was interrupted" : "failed", failed.folder());
        }
    }

    private static String execution(RunEvent.StepsChosen chosen) {
        return chosen.stage()
                ? "the steps run in rounds of one Spark stage with " + Screen.count(chosen.tasks(), "task")
                : "each step is a Spark job, because " + chosen.reason();
    }

    private static String repetition(RunEvent.RoundLost lost) {
        return "repeating the round after step %,d (%s lost): %s"
                .formatted(lost.afterStep(), Screen.count(lost.lostSteps(), "step"), lost.cause());
    }

    private void begin(RunEvent.TrainingBegun begun) {
        Training training = begun.training();
        RunConfig config = training.config();
        lines = new EpochLines(
                screen, training.plan(), hasValidation ? config.train().evaluateEvery() : 0);
        screen.heading("Training: " + summary(training));
        if (begun.resumedAfter() > 0) {
            screen.line("  resuming from the checkpoint of step %,d", begun.resumedAfter());
        }
        if (!config.train().sync().isExact()) {
            screen.line(
                    config.cluster().partitions() == 1
                            ? "  %s on one partition: the steps are exact, but no gradient is checked"
                            : "  NOT EXACT: %s. Each partition trains on its own; the result depends on the number of partitions",
                    config.train().sync());
        }
    }

    /** {@code 60 steps, full-batch, sgd, learning rate 0.1, constant}. */
    private static String summary(Training training) {
        RunConfig config = training.config();
        BlockPlan plan = training.plan();
        String batches = plan.isShuffled()
                ? "%s in batches of %s"
                        .formatted(
                                Screen.count(training.steps() / plan.stepsPerEpoch(), "epoch"),
                                Screen.count(
                                        Math.min((long) plan.batchBlocks() * plan.blockRows(), plan.examples()),
                                        "example"))
                : "full-batch";
        return "%s, %s, %s, learning rate %s, %s"
                .formatted(
                        Screen.count(training.steps(), "step"),
                        batches,
                        config.optimizer().name(),
                        config.train().learningRate(),
                        config.schedule().name());
    }

    private void begin(Reproduction asRecorded) {
        for (Reproduction.Difference difference : asRecorded.machine()) {
            screen.line(
                    "  differs     %s: recorded on %s, here %s; results can differ in some bits",
                    difference.what(), difference.recorded(), difference.here());
        }
        Reproduction.Difference build = asRecorded.build();
        if (build != null) {
            screen.line("  differs     Lockstep: recorded by %s, here %s", build.recorded(), build.here());
        }
        screen.heading("Reproducing %s with %s"
                .formatted(Screen.count(asRecorded.stepsRecorded(), "step"), ReproduceCommand.layout(asRecorded)));
    }

    private void step(RunEvent.StepReproduced reproduced) {
        StepRecord found = reproduced.step();
        screen.line(
                "  step %3d   loss %9.6f   %5.0f ms   parameters %.12s   %s",
                found.step(),
                found.loss(),
                found.milliseconds(),
                found.parametersSha256(),
                reproduced.difference() == null ? "as recorded" : "NOT as recorded");
    }
}
