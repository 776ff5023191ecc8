package io.lockstep.cli;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.job.Connection;
import io.lockstep.job.ReproduceJob;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.job.Sources;
import io.lockstep.report.Environment;
import io.lockstep.report.Json;
import io.lockstep.report.Reproduction;
import io.lockstep.run.RecordedRun;
import io.lockstep.run.ReproductionException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reproduce}: repeats a recorded run with another number of partitions. */
@Command(
        name = "reproduce",
        sortOptions = false,
        description =
                "Repeats the steps of a recorded run with another number of partitions, and compares the parameters"
                        + " after each step with the recorded ones. Writes no files. The exit code is 0 only if every step is"
                        + " bit-identical; otherwise the first step and tensor that differ are named.")
final class ReproduceCommand implements Callable<Integer> {
    private static final String SAME = "same";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN_DIR",
            description = "Folder of the run with its run.json; <id>.partial of an incomplete run works, too.")
    @SuppressWarnings("NullAway.Init") // required
    private Path folder;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description =
                    "Sets the number of partitions; default: twice the task slots plus one, and never the recorded number.")
    private @Nullable Integer partitions;

    @Option(
            names = "--block-rows",
            defaultValue = SAME,
            paramLabel = SAME,
            description = "Must be the recorded block size: a block is the unit of rounding.")
    private String blockRows = SAME;

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            description = "Names the data; default: as recorded. " + Sources.HELP + ".")
    private @Nullable String source;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "",
            description =
                    "Sets how a table is read: data.format or data.options.NAME; default: as recorded, or with --data, as"
                            + " the file's name says.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--json", description = "Prints one JSON object, and nothing else.")
    private boolean json;

    @Override
    public Integer call() {
        GradientCommand.requireWithin("--partitions", partitions, 100_000);
        RecordedRun recorded = RecordedRun.read(folder);
        requireSameBlocks(recorded.layout().blockRows());
        Screen screen =
                (json ? Progress.JSON : Progress.TEXT).screen(spec.commandLine().getOut());
        screen.line("Lockstep %s   reproduce", Environment.detect().lockstep());
        show(screen, RecordedRun.file(folder), recorded);
        RunListener listener = new ScreenListener(screen);
        RunConfig config = recorded.configuration(reading(recorded));
        try (Connection spark =
                new Connection(() -> Sessions.open("Lockstep reproduce " + recorded.runId(), config, listener))) {
            ReproduceJob job = ReproduceJob.prepare(
                    RecordedRun.file(folder),
                    recorded,
                    config,
                    source == null ? recorded.source() : source,
                    spark,
                    listener);
            show(screen, job.dataDifferences());
            ClusterSession session = spark.session();
            Reproduction again = session.run(() -> job.on(session, partitions));
            tell(again);
            screen.heading("%s reproduced with %s: bit-identical at every step"
                    .formatted(Screen.count(again.stepsReproduced(), "step"), layout(again)));
        } catch (ReproductionException e) {
            tell(e.reproduction());
            throw e;
        }
        return ExitCode.OK.code();
    }

    /** How the data is read: another source not as the recorded one. */
    private Map<String, String> reading(RecordedRun recorded) {
        Map<String, String> reading = source == null ? recorded.reading() : new TreeMap<>();
        overrides.forEach((name, value) -> {
            String key = name.replaceFirst("^lockstep\\.", "");
            if (!key.equals("data.format") && !key.equals("train.initial-model") && !key.startsWith("data.options.")) {
                throw new ConfigException(
                        "-D %s: expected data.format, data.options.NAME or train.initial-model, because all other keys are those of the record. Remove the option."
                                .formatted(name));
            }
            reading.put(key, value);
        });
        return reading;
    }

    private void requireSameBlocks(int recorded) {
        if (!blockRows.equals(SAME) && !blockRows.equals(Integer.toString(recorded))) {
            throw new ConfigException(
                    "--block-rows: expected same, or the recorded %d, found %s. A block is the unit of rounding: another block"
                                    .formatted(recorded, blockRows)
                            + " size makes another run. Remove the option.");
        }
    }

    private void tell(Reproduction again) {
        if (json) {
            spec.commandLine().getOut().print(Json.pretty(again));
            spec.commandLine().getOut().flush();
        }
    }

    private static void show(Screen screen, Path file, RecordedRun recorded) {
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
        screen.spark(recorded.layout());
    }

    private static void show(Screen screen, List<Reproduction.Difference> data) {
        if (data.isEmpty()) {
            screen.line("  as recorded rows and their content");
        }
        for (Reproduction.Difference difference : data) {
            screen.line("  DIFFERS     %s: expected %s as recorded", difference.what(), difference.recorded());
            screen.line("              found %s", difference.here());
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
