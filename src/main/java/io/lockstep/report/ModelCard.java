package io.lockstep.report;

import io.lockstep.data.DataCard;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.data.TargetUnits;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Architecture;
import io.lockstep.pass.device.Backend;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code model/model.json}: a trained network, the data it was trained on, its metrics, and its provenance.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION} when it was written
 * @param runId the run that trained it
 * @param createdAt ISO 8601, UTC
 * @param step after how many steps
 * @param epoch after how many whole epochs
 * @param architecture the network
 * @param standardizer how pixels become the network's input; absent of a table
 * @param schema how the columns of a table become the network's input; absent of images
 * @param trainData what it was trained on
 * @param heldOutData the validation set; absent where the model was trained without one
 * @param heldOut its metrics on the validation set; absent likewise
 * @param gradients how it was trained: {@code exact}, or {@code local:K} where each partition trained on its own for K steps
 * @param parametersSha256 SHA-256 of the parameters, as little-endian floats
 * @param config every key with the value in effect, secrets redacted
 * @param environment machine and build
 * @param backend what computed
 */
public record ModelCard(
        int schemaVersion,
        String runId,
        String createdAt,
        int step,
        int epoch,
        Architecture architecture,
        @Nullable Standardizer standardizer,
        @Nullable TableSchema schema,
        DataCard trainData,
        @Nullable DataCard heldOutData,
        @Nullable Metrics heldOut,
        String gradients,
        String parametersSha256,
        SortedMap<String, String> config,
        Environment environment,
        Backend backend) {

    /** A component that changes its meaning raises it. From 2 on, a card carries its own hash, see {@link HashedJson}. */
    public static final int SCHEMA_VERSION = 2;

    /** How features become the network's inputs. */
    public Scaling scaling() {
        return schema == null ? Objects.requireNonNull(standardizer, "a model of images") : schema.scaling();
    }

    /** The unit of a regression's targets: that of the table. */
    public TargetUnits targetUnits() {
        return schema == null ? TargetUnits.AS_THEY_ARE : schema.targetUnits();
    }

    /** Names of a table's encoded inputs, in the network's order; none of images. */
    public List<String> inputNames() {
        return schema == null ? List.of() : schema.inputNames();
    }

    /** What is predicted, in the words of the data; null where classes are the numbers from 0, as of digits. */
    public TableSchema.@Nullable Target target() {
        if (schema != null) {
            return schema.target();
        }
        return trainData instanceof DatasetCard images ? TableSchema.Classes.ofImages(images) : null;
    }

    /** Whether it is protected against damage; that of an earlier build is not. */
    public boolean hasHash() {
        return schemaVersion > 1;
    }
}
