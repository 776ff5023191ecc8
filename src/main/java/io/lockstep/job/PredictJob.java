package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.PredictionFolder;
import io.lockstep.cluster.table.PredictionFormat;
import io.lockstep.cluster.table.Predictions;
import io.lockstep.cluster.table.Table;
import io.lockstep.cluster.table.TableFiles;
import io.lockstep.cluster.table.Written;
import io.lockstep.config.ConfigException;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Architecture;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Predictions of a model for a table or a split, which was found to be there; a table's columns are read by Spark. */
public final class PredictJob {
    private final Request request;
    private final Optional<TableFiles> table;
    private final @Nullable Examples examples;
    private final RunListener listener;

    /**
     * What is to be predicted.
     *
     * @param source names the data
     * @param split of it; null for the test set, or where it is a table
     * @param columns the columns of a table that were named
     * @param format how predictions are written
     * @param folder where
     */
    public record Request(
            ChosenModel model,
            String source,
            @Nullable SplitName split,
            ColumnChoice columns,
            PredictionFormat format,
            PredictionFolder folder) {}

    /** What was written, and how long it took. */
    public record Result(Written written, Duration elapsed) {}

    private PredictJob(Request request, Optional<TableFiles> table, @Nullable Examples examples, RunListener listener) {
        this.request = request;
        this.table = table;
        this.examples = examples;
        this.listener = listener;
    }

    /**
     * Finds the data.
     *
     * @throws ConfigException if an option does not go with it
     * @throws io.lockstep.data.DataException if there is none, or it does not fit the model
     */
    public static PredictJob prepare(Request request, RunListener listener) {
        if (request.model.model().card().schema() != null) {
            Sources.requireTable(request.source, request.split, request.columns, request.model);
        } else {
            Sources.requirePixels(request.source);
        }
        Optional<TableFiles> table = Sources.table(request.source, request.split);
        if (table.filter(request.folder::holds).isPresent()) {
            throw new ConfigException("--out: expected a folder other than the input table, found "
                    + request.folder.location() + ", which would replace it. Give another name.");
        }
        if (request.model.model().card().schema() != null) {
            return new PredictJob(request, table, null, listener);
        }
        if (table.isPresent()) {
            listener.on(new RunEvent.DataFound("a table, as requested"));
            return new PredictJob(request, table, null, listener);
        }
        Sources.requireNoColumns(request.source, request.columns);
        Sources.Source found =
                Sources.open(request.source, request.model.config().data(), listener);
        Examples examples = found.dataset().split(request.split == null ? SplitName.TEST : request.split);
        String location = found.dataset().location();
        EvaluateSplit.requireFit(request.model.model().card(), examples, location, false);
        listener.on(new RunEvent.ExamplesFound(examples, location));
        return new PredictJob(request, table, examples, listener);
    }

    /** Predicts and writes. */
    public Result on(ClusterSession session) {
        long start = System.nanoTime();
        Predictions rows = predictions(session);
        Machine machine = Machine.of(session, work(request.model, rows.partitions()), listener);
        Written written =
                rows.write(request.model.model().parameters(), machine.passes(), request.format, request.folder);
        if (rows.unknownWords() > 0) {
            listener.notice("%,d %s not in the training data: the inputs of %s column are 0. `evaluate` names them."
                    .formatted(
                            rows.unknownWords(),
                            rows.unknownWords() == 1 ? "category was" : "categories were",
                            rows.unknownWords() == 1 ? "its" : "their"));
        }
        return new Result(written, Duration.ofNanos(System.nanoTime() - start));
    }

    private Predictions predictions(ClusterSession session) {
        ChosenModel model = request.model;
        TableSchema schema = model.model().card().schema();
        if (schema != null) {
            return new Tables(model.config(), session, listener)
                    .predictions(request.source, schema, model.choice(request.columns));
        }
        return examples == null
                ? rows(session, table.orElseThrow(), request.columns, model, listener)
                : Predictions.of(
                        session.spark(),
                        examples,
                        model.model().card().target(),
                        Sessions.partitions(session, model.config()));
    }

    /** A table's rows, which a model fits. */
    static Predictions rows(
            ClusterSession session, TableFiles files, ColumnChoice columns, ChosenModel model, RunListener listener) {
        Table table = Table.open(files);
        Predictions predictions = Predictions.of(
                session.spark(),
                table,
                columns,
                model.model().card().architecture(),
                model.model().card().target(),
                model.config().cluster().partitions());
        listener.on(new RunEvent.TableOpened(files.toString(), table.columns(), predictions.features()));
        return predictions;
    }

    /** What is to be computed for a table: its rows are counted when they are read. */
    static Machine.Work work(ChosenModel model, int partitions) {
        Architecture architecture = model.model().parameters().architecture();
        return new Machine.Work(
                model.config(),
                model.onCpu(),
                architecture,
                "",
                Predictions.probe(architecture),
                partitions,
                0,
                1,
                false);
    }
}
