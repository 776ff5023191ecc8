package io.lockstep.job;

import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.table.TableSchema;
import io.lockstep.hadoop.Locations;
import io.lockstep.network.Architecture;
import io.lockstep.run.SavedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A model that training begins with: its parameters, and how its features and targets are scaled. */
final class WarmStart {
    private static final String KEY = "train.initial-model";

    private WarmStart() {}

    /**
     * The model that a configuration names; null where the seed draws the parameters.
     *
     * @throws io.lockstep.data.DataException if there is none, or it is damaged
     */
    static @Nullable SavedModel of(RunConfig config) {
        String folder = config.train().initialModel();
        if (folder.isEmpty()) {
            return null;
        }
        try {
            return SavedModel.read(Locations.of(KEY, folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Refuses a model of other data, before that is read.
     *
     * @param isTable whether the data is one
     * @throws ConfigException if the model cannot take it
     */
    static void requireKind(SavedModel initial, boolean isTable, RunConfig config) {
        TableSchema schema = initial.card().schema();
        if (isTable != (schema != null)) {
            throw refused(
                    isTable ? "a model of a table, as the data is" : "a model of images, as the data is",
                    isTable ? "one of images" : "one of a table",
                    "Choose another model, or other data.");
        }
        if (initial.card().architecture().loss() != config.network().loss()) {
            throw refused(
                    "a model with the loss " + config.network().loss() + ", as configured",
                    "one with " + initial.card().architecture().loss(),
                    "Set network.loss, or choose another model.");
        }
        if (schema != null
                && !config.table().choice().label().isEmpty()
                && !config.table().choice().label().equals(schema.target().columns())) {
            throw refused(
                    "a model that predicts "
                            + String.join(", ", config.table().choice().label()) + ", as configured",
                    "one that predicts " + String.join(", ", schema.target().columns()),
                    "Set data.label, or choose another model.");
        }
    }

    /**
     * Refuses a model of another network.
     *
     * @throws ConfigException if it is not the configured one
     */
    static void requireNetwork(SavedModel initial, Architecture configured) {
        Architecture found = initial.card().architecture();
        if (!found.equals(configured)) {
            throw refused(
                    "a model with the network %s, as configured".formatted(configured),
                    "one with " + found,
                    "Set network.hidden and network.activation to those of the model, or choose another model.");
        }
    }

    private static ConfigException refused(String expected, String found, String remedy) {
        return new ConfigException(ConfigException.problem(KEY, expected, found, remedy));
    }
}
