package io.lockstep.run;

import io.lockstep.config.RunConfig;
import io.lockstep.data.DataCard;
import io.lockstep.data.Spelling;
import io.lockstep.report.HashedJson;
import io.lockstep.report.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The inputs that determine a run's result: two runs with equal inputs have the same steps.
 *
 * @param values of the configuration keys that affect the result, and hashes of the data
 */
public record RunInputs(SortedMap<String, String> values) {

    /** The inputs of a run on this data. */
    public static RunInputs of(RunConfig config, DataCard trainData, @Nullable DataCard heldOutData) {
        return of(config, trainData, heldOutData, null);
    }

    /**
     * The same of a run that begins with a model.
     *
     * @param initial that model; null where the seed draws the parameters
     */
    public static RunInputs of(
            RunConfig config, DataCard trainData, @Nullable DataCard heldOutData, @Nullable SavedModel initial) {
        SortedMap<String, String> values = new TreeMap<>(config.inputs());
        if (initial != null) {
            values.put(
                    "initial model, sha-256 of its parameters", initial.card().parametersSha256());
            values.put(
                    "initial model, sha-256 of its schema",
                    HashedJson.hash(Json.line(Objects.requireNonNullElseGet(
                            initial.card().schema(), () -> initial.card().scaling()))));
        }
        trainData.hashes().forEach((of, hash) -> values.put("training data, sha-256 of its " + of, hash));
        if (heldOutData != null) {
            heldOutData.hashes().forEach((of, hash) -> values.put("held-out data, sha-256 of its " + of, hash));
        }
        return new RunInputs(values);
    }

    /** One text for each value that differs. */
    List<String> differences(RunInputs there) {
        SortedMap<String, String> all = new TreeMap<>(there.values);
        all.putAll(values);
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, String> entry : all.entrySet()) {
            String mine = values.getOrDefault(entry.getKey(), "not set");
            String theirs = there.values.getOrDefault(entry.getKey(), "not set");
            if (!Spelling.areAlike(
                    mine, theirs)) { // cross_entropy is cross-entropy: numbers and hashes stay what they are
                differences.add("%s was %s and is %s".formatted(entry.getKey(), theirs, mine));
            }
        }
        return differences;
    }
}
