package io.lockstep.report;

import io.lockstep.data.DataCard;
import io.lockstep.data.Standardizer;
import io.lockstep.network.Architecture;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.plan.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of a saved model on labelled data: what {@code evaluate --json} prints.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION} when it was written
 * @param model which one
 * @param source what it was evaluated on: a split's name, or where a table is
 * @param data its card; absent of a table
 * @param metrics of the model there
 * @param kernel how it was computed
 * @param backend what computed
 * @param layout how the work was spread
 */
public record ModelEvaluation(
        int schemaVersion,
        Model model,
        String source,
        @Nullable DataCard data,
        Metrics metrics,
        Kernel kernel,
        Backend backend,
        RunRecord.Layout layout) {

    /** A component that changes its meaning raises it. */
    public static final int SCHEMA_VERSION = 1;

    /** Of a model, by its card, on some data. */
    public static ModelEvaluation of(
            String folder,
            ModelCard model,
            String source,
            @Nullable DataCard data,
            Metrics metrics,
            Kernel kernel,
            Backend backend,
            RunRecord.Layout layout) {
        return new ModelEvaluation(
                SCHEMA_VERSION, Model.of(folder, model), source, data, metrics, kernel, backend, layout);
    }

    /**
     * Which model it is.
     *
     * @param folder where it was read
     * @param runId the run that trained it
     * @param step after how many steps
     * @param standardizer how pixels become the network's input: by the training data's mean and standard deviation
     * @param parametersSha256 SHA-256 of its parameters
     */
    public record Model(
            String folder,
            String runId,
            int step,
            Architecture architecture,
            @Nullable Standardizer standardizer,
            String parametersSha256) {

        private static Model of(String folder, ModelCard card) {
            return new Model(
                    folder,
                    card.runId(),
                    card.step(),
                    card.architecture(),
                    card.standardizer(),
                    card.parametersSha256());
        }
    }
}
