package io.lockstep.cli;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.PredictionFolder;
import io.lockstep.cluster.table.PredictionFormat;
import io.lockstep.cluster.table.Written;
import io.lockstep.config.ConfigException;
import io.lockstep.data.SplitName;
import io.lockstep.job.ChosenModel;
import io.lockstep.job.PredictJob;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.job.Sources;
import io.lockstep.report.Environment;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code predict}: a prediction for each row of a table or a split, written by Spark. */
@Command(
        name = "predict",
        sortOptions = false,
        description =
                "Predicts the class or the number of each row of a table or of a split, and writes the predictions, with all columns"
                        + " that are not features, to a folder that appears when it is complete. The prediction of a row is"
                        + " bit-identical for any partitioning of the table.")
final class PredictCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SOURCE|TABLE",
            description = "Names the data: " + Sources.HELP + ".")
    @SuppressWarnings("NullAway.Init") // required
    private String source;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Names the folder for the predictions; until it is complete, its name is DIR.partial.")
    @SuppressWarnings("NullAway.Init") // required
    private String out;

    @Option(
            names = "--format",
            defaultValue = "parquet",
            description = "Selects the file format: ${COMPLETION-CANDIDATES}; default parquet.")
    private PredictionFormat format = PredictionFormat.PARQUET;

    @Option(
            names = "--overwrite",
            description =
                    "Replaces DIR when the new predictions are complete; DIR must contain complete predictions and nothing else.")
    private boolean overwrite;

    @Mixin
    private TableOptions columns = new TableOptions();

    @Option(names = "--split", description = "Selects the split of a SOURCE: ${COMPLETION-CANDIDATES}; default test.")
    private @Nullable SplitName split;

    @Override
    public Integer call() throws IOException {
        columns.choice(); // refused, if it is, before anything is read
        PredictionFolder folder = freeFolder();
        ChosenModel chosen = model.read();
        Screen screen = new Screen(spec.commandLine().getOut());
        screen.line("Lockstep %s   predict", Environment.detect().lockstep());
        ModelOptions.show(screen, chosen);
        RunListener listener = new ScreenListener(screen);
        PredictJob job = PredictJob.prepare(
                new PredictJob.Request(chosen, source, split, columns.choice(), format, folder), listener);
        try (ClusterSession session = Sessions.open("Lockstep predict", chosen.config(), listener)) {
            RunLog.hide();
            show(screen, session.run(() -> job.on(session)), folder);
        }
        return ExitCode.OK.code();
    }

    private void show(Screen screen, PredictJob.Result result, PredictionFolder folder) {
        Written written = result.written();
        screen.heading("Predicted %s in %.1f s%s"
                .formatted(
                        Screen.count(written.rows(), "row"),
                        result.elapsed().toMillis() / 1e3,
                        written.labelled() == 0
                                ? ""
                                : ": accuracy %.2f %%, %,d of %,d with a label"
                                        .formatted(
                                                100.0 * written.correct() / written.labelled(),
                                                written.correct(),
                                                written.labelled())));
        screen.wrapped("  columns     ", String.join(", ", written.columns()));
        screen.line("  written to  %s", folder.location());
        screen.line("              %s of %s, and _SUCCESS", Screen.count(written.files(), "file"), format);
    }

    /** Replaces nothing without --overwrite, and nothing that Spark has not written. */
    private PredictionFolder freeFolder() {
        PredictionFolder folder = PredictionFolder.at(out);
        if (folder.exists() && !overwrite) {
            throw new ConfigException("--out: expected a folder that does not exist yet, found " + folder.location()
                    + ". Give another name, or --overwrite.");
        }
        if (folder.exists() && !folder.isComplete()) {
            throw new ConfigException(
                    "--overwrite: expected a folder that predict wrote, with files part-... and _SUCCESS, found "
                            + folder.location() + ", which has other content. Give another name, or remove it.");
        }
        return folder;
    }
}
