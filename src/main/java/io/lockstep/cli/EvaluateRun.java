package io.lockstep.cli;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.TableFiles;
import io.lockstep.config.ConfigException;
import io.lockstep.data.DataException;
import io.lockstep.data.SplitName;
import io.lockstep.report.ModelEvaluation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model and what it is evaluated on, found and, but for a table's columns, found to fit. */
interface EvaluateRun {

    /** Evaluates and shows. */
    ModelEvaluation on(ClusterSession session, Screen screen);

    /**
     * Finds, reads and shows the data.
     *
     * @throws ConfigException if an option does not go with it
     * @throws DataException if it does not fit the model
     */
    static EvaluateRun prepare(
            ModelOptions.Chosen chosen, String source, @Nullable SplitName split, TableOptions columns, Screen screen) {
        ColumnChoice choice = columns.choice();
        Optional<TableFiles> table = Sources.table(source, split);
        if (table.isPresent()) {
            if (choice.label() == null) {
                throw new ConfigException("--label: expected the column of a table that says what is right, found none."
                        + " Name it, or use predict.");
            }
            Sources.show(table.get(), screen);
            return new EvaluateTable(chosen, table.get(), choice);
        }
        columns.requireNone(source);
        return EvaluateSplit.prepare(chosen, source, split == null ? SplitName.TEST : split, screen);
    }
}
