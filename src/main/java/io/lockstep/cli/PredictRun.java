package io.lockstep.cli;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.PredictionFolder;
import io.lockstep.cluster.table.PredictionFormat;
import io.lockstep.cluster.table.Predictions;
import io.lockstep.cluster.table.Table;
import io.lockstep.cluster.table.TableFiles;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.ProbeBlocks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model, what it is to predict, and where to; found to be there, but for a table's columns, which Spark reads.
 *
 * @param chosen the model
 * @param table the table's files; empty where it is examples
 * @param examples the split; null where it is a table
 * @param columns what was said of the table's columns
 * @param format how it is written
 * @param folder where
 */
record PredictRun(
        ModelOptions.Chosen chosen,
        Optional<TableFiles> table,
        @Nullable Examples examples,
        ColumnChoice columns,
        PredictionFormat format,
        PredictionFolder folder) {

    /**
     * Finds and shows the data.
     *
     * @throws ConfigException if an option does not go with it
     * @throws io.lockstep.data.DataException if there is none, or it does not fit the model
     */
    static PredictRun prepare(
            ModelOptions.Chosen chosen,
            String source,
            @Nullable SplitName split,
            TableOptions columns,
            PredictionFormat format,
            PredictionFolder folder,
            Screen screen) {
        Optional<TableFiles> table = Sources.table(source, split);
        if (table.filter(folder::holds).isPresent()) {
            throw new ConfigException("--out: expected a folder apart from the table that is read, found "
                    + folder.location() + ", which would replace it. Give another name.");
        }
        if (table.isPresent()) {
            Sources.show(table.get(), screen);
            return new PredictRun(chosen, table, null, columns.choice(), format, folder);
        }
        columns.requireNone(source);
        Sources.Source found = Sources.open(source, chosen.config().data(), line -> screen.line("  %s", line));
        Examples examples = found.dataset().split(split == null ? SplitName.TEST : split);
        EvaluateSplit.requireFit(
                chosen.model().card().architecture(), examples, found.dataset().location(), false);
        screen.heading("Data: " + found.note());
        screen.line("  name        %s", examples.name());
        screen.line("  from        %s", found.dataset().location());
        screen.line("  rows        %,d of %d x %d bytes", examples.rows(), examples.height(), examples.width());
        return new PredictRun(chosen, table, examples, columns.choice(), format, folder);
    }

    /** Predicts, writes and shows. */
    Predictions.Written on(ClusterSession session, Screen screen) {
        long start = System.nanoTime();
        RunConfig config = chosen.config();
        Parameters parameters = chosen.model().parameters();
        Predictions predictions = predictions(session, screen);
        PassChoice pass = session.choose(chosen.onCpu(), config.compute().backend());
        screen.heading("Machine");
        screen.backend(pass);
        screen.spark(session.describe(), Screen.count(predictions.partitions(), "partition"));
        ProbeBlocks probe = Predictions.probe(parameters.architecture());
        Fingerprints fingerprints = session.fingerprints(probe, pass.plan(), false);
        SameBits sameBits = Sessions.held(config.cluster().mixed(), probe, fingerprints, screen);
        Predictions.Written written =
                predictions.write(parameters, ClusterSession.passes(pass.plan(), sameBits), format, folder);
        show(written, (System.nanoTime() - start) / 1e9, screen);
        return written;
    }

    private Predictions predictions(ClusterSession session, Screen screen) {
        if (examples != null) {
            return Predictions.of(session.spark(), examples, Sessions.partitions(session, chosen.config()));
        }
        return of(session, table.orElseThrow(), columns, chosen, screen);
    }

    /** Of a table's rows; its columns are shown. */
    static Predictions of(
            ClusterSession session, TableFiles files, ColumnChoice columns, ModelOptions.Chosen chosen, Screen screen) {
        Table table = Table.open(files);
        screen.line("  columns     %s", table.columns());
        Predictions predictions = Predictions.of(
                session.spark(),
                table,
                columns,
                chosen.model().card().architecture(),
                chosen.config().cluster().partitions());
        screen.line("  features    %s", predictions.features());
        return predictions;
    }

    private void show(Predictions.Written written, double seconds, Screen screen) {
        screen.heading("Predicted %s in %.1f s%s"
                .formatted(
                        Screen.count(written.rows(), "row"),
                        seconds,
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
}
