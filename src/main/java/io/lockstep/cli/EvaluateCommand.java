package io.lockstep.cli;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.data.SplitName;
import io.lockstep.report.Environment;
import io.lockstep.report.Json;
import io.lockstep.report.ModelEvaluation;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how well a trained network does on some data. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description =
                "How well a trained network does on labelled data: loss, accuracy, each class, and who was taken for whom."
                        + " The data is standardised as the training data was. Writes nothing.")
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SOURCE|TABLE",
            description = Sources.HELP + "; or, with --label, " + TableOptions.TABLES)
    @SuppressWarnings("NullAway.Init") // required
    private String source;

    @Mixin
    private TableOptions columns = new TableOptions();

    @Option(names = "--split", description = "of a SOURCE: ${COMPLETION-CANDIDATES}; default test")
    private @Nullable SplitName split;

    @Option(names = "--json", description = "prints one JSON object, and nothing else")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Screen screen =
                (json ? Progress.JSON : Progress.TEXT).screen(spec.commandLine().getOut());
        ModelOptions.Chosen chosen = model.read();
        screen.line("Lockstep %s   evaluate", Environment.detect().lockstep());
        ModelOptions.show(screen, chosen);
        EvaluateRun run = EvaluateRun.prepare(chosen, source, split, columns, screen);
        try (ClusterSession session = Sessions.open("Lockstep evaluate", chosen.config())) {
            ModelEvaluation evaluation = session.run(() -> run.on(session, screen));
            if (json) {
                spec.commandLine().getOut().print(Json.pretty(evaluation));
                spec.commandLine().getOut().flush();
            }
        }
        return ExitCode.OK.code();
    }
}
