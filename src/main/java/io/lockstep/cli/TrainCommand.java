package io.lockstep.cli;

import io.lockstep.check.Verification;
import io.lockstep.cluster.Stall;
import io.lockstep.config.Keep;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Spelling;
import io.lockstep.doctor.Findings;
import io.lockstep.job.Connection;
import io.lockstep.job.EpochLoss;
import io.lockstep.job.KeptModel;
import io.lockstep.job.Rehearsal;
import io.lockstep.job.RunEvent;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.job.Sources;
import io.lockstep.job.TrainJob;
import io.lockstep.job.Verdict;
import io.lockstep.metric.Evaluation;
import io.lockstep.report.Environment;
import io.lockstep.report.Metrics;
import io.lockstep.report.ProgressEvent;
import io.lockstep.run.RunFolder;
import io.lockstep.train.StepRecord;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: the main job. */
@Command(
        name = "train",
        sortOptions = false,
        description = "Trains a network on Spark, verifies its gradients independently, and writes a record."
                + " An interrupted run resumes when its id is given again; a complete run is left unchanged.")
final class TrainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--data",
            paramLabel = "SOURCE|TABLE",
            description = "Names the data, like -D data.source=SOURCE: " + Sources.HELP + ".")
    private @Nullable String source;

    @Mixin
    private ColumnOptions columns = new ColumnOptions();

    @Option(
            names = "--valid",
            paramLabel = "FRACTION|COLUMN|SOURCE",
            description =
                    "Selects a table's validation set, like -D data.valid=...; 0: none; default: a fraction of 0.2.")
    private @Nullable String valid;

    @Option(
            names = "--hidden",
            paramLabel = "SIZES",
            description = "Sets the sizes of the hidden layers, like -D network.hidden=64-32; default 50.")
    private @Nullable String hidden;

    @Option(
            names = "--loss",
            paramLabel = "cross-entropy|mse",
            description = "Selects the loss function, like -D network.loss=mse; default cross-entropy.")
    private @Nullable String loss;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "Sets the name of the run, like -D run.id=ID; default: the start time.")
    private @Nullable String runId;

    @Option(
            names = "--max-runtime",
            paramLabel = "TIME",
            description =
                    "Limits the run time, like -D run.max-runtime=TIME, for example 2h. When it is exceeded, the run writes a checkpoint and ends with exit code 75.")
    private @Nullable String maxRuntime;

    @Option(
            names = "--progress",
            defaultValue = "text",
            description =
                    "Selects the output: ${COMPLETION-CANDIDATES}; json prints one line of JSON per event, and nothing else. Default: text.")
    private Progress progress = Progress.TEXT;

    @Option(
            names = "--dry-run",
            description = "Reads the data, starts Spark, checks whether the run can start, and writes nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        Instant start = Instant.now();
        RunConfig config = options.load(flags());
        String id = config.run().id().isEmpty() ? timeOf(start) : config.run().id();
        try {
            run(config, id, start);
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            Throwable cause = Verdict.cause(e);
            tellEnd(id, Verdict.of(cause), start, Verdict.message(cause));
            throw e;
        }
        tellEnd(id, Verdict.OK, start, null);
        return ExitCode.OK.code();
    }

    private void run(RunConfig config, String id, Instant start) throws Exception {
        Screen screen = progress.screen(spec.commandLine().getOut());
        screen.line("Lockstep %s   train, run %s", Environment.detect().lockstep(), id);
        Path output = config.run().folder();
        RunConfig effective = dryRun ? config.withoutDownload() : config;
        RunListener listener = new ScreenListener(screen).then(this::tell);
        String application = dryRun ? "Lockstep dry run " : "Lockstep train ";
        try (Connection spark = new Connection(() -> Sessions.open(application + id, config, listener))) {
            TrainJob job = TrainJob.prepare(new TrainJob.Request(effective, id, start), spark, listener);
            if (dryRun) {
                rehearse(job, id, output, screen);
            } else {
                run(job, config, id, start, screen);
            }
        }
    }

    private void run(TrainJob job, RunConfig config, String id, Instant start, Screen screen) throws Exception {
        Path output = config.run().folder();
        try (Interruption interruption = Interruption.watch(config.run().maxRuntime());
                RunFolder folder = RunFolder.open(output, id, job.inputs())) {
            if (folder.isDone()) {
                screen.heading(
                        "Run %s is already complete with the same inputs; nothing to do. It is in".formatted(id));
                screen.line("  %s", folder.path());
                return;
            }
            TrainJob.Result result;
            try (Closeable log = RunLog.sendTo(() -> folder.resolve("lockstep.log"))) {
                result = job.run(folder, interruption);
            }
            show(screen, config, result);
            screen.heading("Done in %.1f s; report.html, run.json, steps.jsonl, model/ and lockstep.log are in"
                    .formatted(secondsSince(start)));
            screen.line("  %s", folder.path());
        }
    }

    private static void rehearse(TrainJob job, String id, Path output, Screen screen) {
        String would = RunFolder.rehearse(output, id, job.inputs(), job::initial);
        Findings findings = job.rehearse();
        screen.findings(findings.all());
        Rehearsal.requireNoProblem(findings);
        screen.heading("Dry run: run %s %s. It would write to".formatted(id, would));
        screen.line("  %s", output.resolve(id));
    }

    private static void show(Screen screen, RunConfig config, TrainJob.Result result) {
        List<Verification> verifications = result.verifications();
        if (verifications.isEmpty()) {
            screen.heading("Agreement: not checked, as configured");
        } else {
            Verification last = verifications.get(verifications.size() - 1);
            screen.heading("Agreement of the gradient of step %d%s"
                    .formatted(
                            last.step(),
                            verifications.size() == 1
                                    ? ""
                                    : ", the last of %,d checked".formatted(verifications.size())));
            screen.verification(last);
        }
        if (config.check().audit() > 0) {
            screen.audit(result.records());
        }
        int step = result.last().step();
        if (step < result.steps()) {
            screen.heading("Stopped early after step %,d of %,d: no improvement since step %,d"
                    .formatted(step, result.steps(), result.bestStep()));
        }
        KeptModel model = result.model();
        Evaluation heldOut = model.heldOut();
        if (heldOut == null) {
            screen.heading("Validation: none, as configured; training loss %.6f in the last epoch%s"
                    .formatted(
                            EpochLoss.ofLast(result.records()),
                            model.why() == Keep.BEST
                                    ? " (best model, of step %,d)"
                                            .formatted(model.state().step())
                                    : ""));
            return;
        }
        screen.heading("Validation: %s of %,d examples%s"
                .formatted(
                        QualityText.full(Metrics.of(heldOut)),
                        heldOut.exampleCount(),
                        model.why() == Keep.BEST
                                ? " (best model, of step %,d)"
                                        .formatted(model.state().step())
                                : ""));
    }

    private Map<String, String> flags() {
        Map<String, String> flags = columns.flags();
        NamedColumns.put(flags, "data.source", source);
        NamedColumns.put(flags, "data.valid", valid);
        NamedColumns.put(flags, "network.hidden", hidden);
        NamedColumns.put(flags, "network.loss", loss);
        NamedColumns.put(flags, "run.id", runId);
        NamedColumns.put(flags, "run.max-runtime", maxRuntime);
        return flags;
    }

    /** What log scrapers read. */
    private void tell(RunEvent event) {
        if (event instanceof RunEvent.TrainingBegun begun) {
            tell(new ProgressEvent.Started(
                    begun.runId(),
                    begun.training().steps(),
                    begun.resumedAfter(),
                    begun.folder() == null
                            ? null
                            : begun.folder().toAbsolutePath().toString()));
        } else if (event instanceof RunEvent.StepTaken taken) {
            StepRecord step = taken.step();
            tell(new ProgressEvent.Stepped(
                    taken.runId(),
                    step.step(),
                    taken.steps(),
                    step.loss(),
                    step.gradientNorm(),
                    step.milliseconds(),
                    step.parametersSha256()));
        } else if (event instanceof RunEvent.RoundLost lost) {
            tell(new ProgressEvent.RoundLost(lost.runId(), lost.afterStep(), lost.lostSteps(), lost.cause()));
        } else if (event instanceof RunEvent.Stalled stalled) {
            tell(line(stalled));
        } else if (event instanceof RunEvent.Evaluated evaluated) {
            tell(ProgressEvent.Evaluated.of(evaluated.runId(), evaluated.epoch()));
        }
    }

    static ProgressEvent.Stalled line(RunEvent.Stalled stalled) {
        Stall stall = stalled.stall();
        return new ProgressEvent.Stalled(
                stalled.runId(),
                stall.step(),
                stall.executor(),
                stall.host(),
                stall.tasks(),
                stall.waited().toMillis(),
                stall.usual().toMillis(),
                stall.silence().toMillis(),
                Spelling.of(stall.state()));
    }

    private void tell(ProgressEvent event) {
        progress.tell(spec.commandLine().getOut(), event);
    }

    private void tellEnd(String id, Verdict verdict, Instant start, @Nullable String failure) {
        tell(new ProgressEvent.Ended(id, verdict.word(), ExitCode.of(verdict).code(), secondsSince(start), failure));
    }

    private static double secondsSince(Instant start) {
        return Duration.between(start, Instant.now()).toMillis() / 1e3;
    }

    private static String timeOf(Instant start) {
        return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS")
                .withZone(ZoneOffset.UTC)
                .format(start);
    }
}
