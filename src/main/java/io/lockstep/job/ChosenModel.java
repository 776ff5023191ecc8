package io.lockstep.job;

import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.config.RunConfig;
import io.lockstep.data.table.TableChoice;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.run.SavedModel;
import java.nio.file.Path;

/**
 * A trained model, with the configuration that it is used with.
 *
 * @param folder where it was read
 * @param model parameters and card
 * @param config of this use
 */
public record ChosenModel(Path folder, SavedModel model, RunConfig config) {

    /** What is said of the columns of a table: of these only id and weight count, the model knows the others. */
    TableChoice choice(ColumnChoice columns) {
        TableChoice choice = config.table().choice();
        return columns.id() == null ? choice : choice.withId(columns.id());
    }

    /** Kernel and standardizer. */
    PassPlan onCpu() {
        return Sessions.passPlan(config, model.card().scaling());
    }
}
