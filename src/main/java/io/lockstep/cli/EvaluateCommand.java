package io.lockstep.cli;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.data.DataCard;
import io.lockstep.data.SplitName;
import io.lockstep.job.ChosenModel;
import io.lockstep.job.EvaluateJob;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.job.Sources;
import io.lockstep.report.Environment;
import io.lockstep.report.Json;
import io.lockstep.report.Metrics;
import io.lockstep.report.ModelCard;
import io.lockstep.report.ModelEvaluation;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: the metrics of a trained network on labelled data. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description =
                "Evaluates a trained network on labelled data: loss, accuracy, metrics of each class, confusion matrix;"
                        + " for two classes also ROC AUC and PR AUC; for a regression RMSE, MAE and R²."
                        + " The data is standardised with the mean and standard deviation of the training data. Writes no"
                        + " files.")
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
            description =
                    "Names the data: " + Sources.HELP + ". A model of images takes a table of pixels with --label.")
    @SuppressWarnings("NullAway.Init") // required
    private String source;

    @Mixin
    private TableOptions columns = new TableOptions();

    @Option(names = "--split", description = "Selects the split of a SOURCE: ${COMPLETION-CANDIDATES}; default test.")
    private @Nullable SplitName split;

    @Option(names = "--json", description = "Prints one JSON object, and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Screen screen =
                (json ? Progress.JSON : Progress.TEXT).screen(spec.commandLine().getOut());
        ChosenModel chosen = model.read();
        screen.line("Lockstep %s   evaluate", Environment.detect().lockstep());
        ModelOptions.show(screen, chosen);
        RunListener listener = new ScreenListener(screen);
        EvaluateJob job =
                EvaluateJob.prepare(new EvaluateJob.Request(chosen, source, split, columns.choice()), listener);
        try (ClusterSession session = Sessions.open("Lockstep evaluate", chosen.config(), listener)) {
            ModelEvaluation evaluation = session.run(() -> job.on(session));
            show(screen, chosen.model().card(), evaluation);
            if (json) {
                spec.commandLine().getOut().print(Json.pretty(evaluation));
                spec.commandLine().getOut().flush();
            }
        }
        return ExitCode.OK.code();
    }

    private static void show(Screen screen, ModelCard model, ModelEvaluation evaluation) {
        new MetricsLines(screen).show(evaluation.metrics());
        DataCard data = evaluation.data();
        DataCard validation = model.heldOutData();
        Metrics there = model.heldOut();
        if (data != null && validation != null && there != null && data.hasExamplesOf(validation)) {
            screen.heading("These examples are the validation set of the training run: %s there"
                    .formatted(QualityText.full(there)));
        }
    }
}
