package io.lockstep.job;

import io.lockstep.config.RunConfig;
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

    /** Kernel and standardizer. */
    PassPlan onCpu() {
        return Sessions.passPlan(config, model.card().scaling());
    }
}
