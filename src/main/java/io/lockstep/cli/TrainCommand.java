package io.lockstep.cli;

import io.lockstep.config.RunConfig;
import io.lockstep.report.Environment;
import io.lockstep.report.ProgressEvent;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunInputs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
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
        description = "Trains a network on Spark, checks its gradients against one machine, and keeps a record."
                + " A run that did not end is gone on with when its id is given again; one that did is left as it is.")
final class TrainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--run-id", paramLabel = "ID", description = "as -D run.id=ID; default: the time of the start")
    private @Nullable String runId;

    @Option(
            names = "--max-runtime",
            paramLabel = "TIME",
            description =
                    "as -D run.max-runtime=TIME, for example 2h; then a checkpoint is kept and the exit code is 75")
    private @Nullable String maxRuntime;

    @Option(
            names = "--progress",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; json prints a line of JSON for each event, and nothing else")
    private Progress progress = Progress.TEXT;

    @Option(
            names = "--dry-run",
            description = "reads the data, starts Spark, looks whether the run could begin, and leaves nothing behind")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        Instant start = Instant.now();
        RunConfig config = options.load(flags());
        String id = config.run().id().isEmpty() ? timeOf(start) : config.run().id();
        try {
            run(config, id, start);
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            Throwable cause = ExitCode.cause(e);
            tellEnd(id, ExitCode.of(cause), start, CommandLines.message(cause));
            throw e;
        }
        tellEnd(id, ExitCode.OK, start, null);
        return ExitCode.OK.code();
    }

    private void run(RunConfig config, String id, Instant start) throws Exception {
        Screen screen = progress.screen(spec.commandLine().getOut());
        screen.line("Lockstep %s   train, run %s", Environment.detect().lockstep(), id);
        Path output = config.run().folder();
        TrainData data = TrainData.open(dryRun ? config.data().withoutDownload() : config.data(), screen);
        TrainRun run = new TrainRun(config, id, start, screen, this::tell, data);
        RunInputs inputs = RunInputs.of(config, data.card(), data.heldOutCard());
        if (dryRun) {
            String would = RunFolder.rehearse(output, id, inputs, run::initial);
            run.rehearse();
            screen.heading("Dry run: run %s %s. It would write to".formatted(id, would));
            screen.line("  %s", output.resolve(id));
            return;
        }
        try (Interruption interruption = Interruption.watch(config.run().maxRuntime());
                RunFolder folder = RunFolder.open(output, id, inputs)) {
            if (folder.isDone()) {
                screen.heading(
                        "Run %s ended well before, with these inputs; nothing is left to do. It is in".formatted(id));
                screen.line("  %s", folder.path());
                return;
            }
            RunLog.sendTo(folder.resolve("lockstep.log"));
            finish(run, folder, screen, interruption);
            run.printFiles(folder);
        }
    }

    /** Whatever ends the run, an executor's failure or a signal, its record is written. */
    private static void finish(TrainRun run, RunFolder folder, Screen screen, Interruption interruption)
            throws Exception {
        try {
            run.train(folder, interruption);
            run.writeRecord(folder, null);
            folder.commit();
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            Throwable cause = interruption.cause(e);
            try {
                run.writeRecord(folder, cause);
                screen.line("%nThe run did not end well; its record and log are in %s", folder.path());
            } catch (RuntimeException second) { // where nothing more can be written, the first failure matters
                e.addSuppressed(second);
            }
            if (cause instanceof StoppedException stopped) {
                throw stopped;
            }
            throw e;
        }
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        if (runId != null) {
            flags.put("run.id", runId);
        }
        if (maxRuntime != null) {
            flags.put("run.max-runtime", maxRuntime);
        }
        return flags;
    }

    private void tell(ProgressEvent event) {
        progress.tell(spec.commandLine().getOut(), event);
    }

    private void tellEnd(String id, ExitCode code, Instant start, @Nullable String failure) {
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1e3;
        tell(new ProgressEvent.Ended(id, code.word(), code.code(), seconds, failure));
    }

    private static String timeOf(Instant start) {
        return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS")
                .withZone(ZoneOffset.UTC)
                .format(start);
    }
}
