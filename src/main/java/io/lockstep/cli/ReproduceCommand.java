package io.lockstep.cli;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.ConfigException;
import io.lockstep.job.ReproduceJob;
import io.lockstep.job.Sessions;
import io.lockstep.job.Sources;
import io.lockstep.report.Environment;
import io.lockstep.report.Json;
import io.lockstep.report.Reproduction;
import io.lockstep.run.RecordedRun;
import io.lockstep.run.ReproductionException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reproduce}: a recorded run done again under another layout. */
@Command(
        name = "reproduce",
        sortOptions = false,
        description = "Takes the steps of a recorded run again with another number of partitions, and compares the"
                + " parameters after each with the recorded ones. Writes nothing. Ends with 0 only when every step has the"
                + " same bits; the first step and tensor that differ are named.")
final class ReproduceCommand implements Callable<Integer> {
    private static final String SAME = "same";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN_DIR", description = "folder of the run, also an <id>.partial, with its run.json")
    @SuppressWarnings("NullAway.Init") // required
    private Path folder;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "default: one more than two for each task slot, and not as recorded")
    private @Nullable Integer partitions;

    @Option(
            names = "--block-rows",
            defaultValue = SAME,
            paramLabel = SAME,
            description = "can only be the same: a block is the unit of rounding")
    private String blockRows = SAME;

    @Option(names = "--data", paramLabel = "SOURCE", description = "default: as recorded. " + Sources.HELP)
    private @Nullable String source;

    @Option(names = "--json", description = "prints one JSON object, and nothing else")
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
        ReproduceJob job = ReproduceJob.prepare(
                RecordedRun.file(folder),
                recorded,
                source == null ? recorded.source() : source,
                new ScreenListener(screen));
        show(screen, job.dataDifferences());
        try (ClusterSession session = Sessions.open("Lockstep reproduce " + recorded.runId(), job.config())) {
            Reproduction again = session.run(() -> job.on(session, partitions));
            tell(again);
            screen.heading("%s reproduced with %s: the same bits at every step"
                    .formatted(Screen.count(again.stepsReproduced(), "step"), layout(again)));
        } catch (ReproductionException e) {
            tell(e.reproduction());
            throw e;
        }
        return ExitCode.OK.code();
    }

    private void requireSameBlocks(int recorded) {
        if (!blockRows.equals(SAME) && !blockRows.equals(Integer.toString(recorded))) {
            throw new ConfigException(
                    "--block-rows: expected same, or %d as recorded, found %s. A block is the unit of rounding: with blocks of"
                                    .formatted(recorded, blockRows)
                            + " another size it would be another run. Leave the option out.");
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
            screen.line("  as recorded rows, pixels and labels");
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
