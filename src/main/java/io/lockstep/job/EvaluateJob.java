package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.TableFiles;
import io.lockstep.config.ConfigException;
import io.lockstep.data.DataException;
import io.lockstep.data.SplitName;
import io.lockstep.report.ModelEvaluation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluation of a model on labelled data: found and, but for a table's columns, found to fit. */
public interface EvaluateJob {

    /**
     * What is to be evaluated.
     *
     * @param source names the data
     * @param split of it; null for the test set, or where it is a table
     * @param columns the columns of a table that were named
     */
    record Request(
            ChosenModel model, String source, @Nullable SplitName split, ColumnChoice columns) {}

    /** Evaluates. */
    ModelEvaluation on(ClusterSession session);

    /**
     * Finds and reads the data.
     *
     * @throws ConfigException if an option does not go with it
     * @throws DataException if it does not fit the model
     */
    static EvaluateJob prepare(Request request, RunListener listener) {
        if (request.model.model().card().schema() != null) {
            Sources.requireTable(request.source, request.split, request.columns, request.model);
            return new EvaluateRows(request.model, request.source, request.columns, listener);
        }
        Sources.requirePixels(request.source);
        Optional<TableFiles> table = Sources.table(request.source, request.split);
        if (table.isPresent()) {
            if (request.columns.label() == null) {
                throw new ConfigException(
                        "--label: expected the name of the table's column with the labels, found none."
                                + " Add the option, or use predict.");
            }
            listener.on(new RunEvent.DataFound("a table, as requested"));
            return new EvaluateTable(request.model, table.get(), request.columns, listener);
        }
        Sources.requireNoColumns(request.source, request.columns);
        SplitName split = request.split == null ? SplitName.TEST : request.split;
        return EvaluateSplit.prepare(request.model, request.source, split, listener);
    }
}
