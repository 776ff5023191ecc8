package io.lockstep.run;

import io.lockstep.data.DataException;
import io.lockstep.data.Storage;
import io.lockstep.data.WholeFile;
import io.lockstep.export.Dl4jModel;
import io.lockstep.export.OnnxModel;
import io.lockstep.network.ParameterFiles;
import io.lockstep.network.Parameters;
import io.lockstep.report.HashedJson;
import io.lockstep.report.ModelCard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A trained network in a folder: its parameters as {@code .npy}, the same network as {@code model.onnx} for ONNX Runtime and as
 * {@code model-dl4j.zip} for Deeplearning4j, and its model card, {@code model.json}, which is written last.
 *
 * @param parameters the weights and biases
 * @param card model card: description and provenance
 */
public record SavedModel(Parameters parameters, ModelCard card) {
    private static final String CARD = "model.json";
    private static final String RESTORE = "Restore the folder from a backup, or train again.";

    /** Writes the folder. */
    public void write(Path folder) throws IOException {
        write(folder, true);
    }

    /**
     * Writes the folder.
     *
     * @param withDl4j whether {@code model-dl4j.zip} is among its files: to write it, ND4J starts in this JVM
     */
    public void write(Path folder, boolean withDl4j) throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(CARD));
        ParameterFiles.write(parameters, folder);
        OnnxModel.write(
                folder.resolve("model.onnx"), parameters, card.scaling(), card.targetUnits(), card.inputNames());
        if (withDl4j) {
            Dl4jModel.write(folder.resolve("model-dl4j.zip"), parameters, card.scaling(), card.targetUnits());
        }
        WholeFile.write(folder.resolve(CARD), HashedJson.pretty(card).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a model.
     *
     * @param folder of a model, or of a run with a model in {@code model}
     * @throws DataException if there is none, it is of an unknown version, or it is damaged
     */
    public static SavedModel read(Path folder) throws IOException {
        Path model = Files.exists(folder.resolve(CARD)) ? folder : folder.resolve("model");
        Path file = model.resolve(CARD);
        if (!Files.exists(file)) {
            throw new DataException(
                    folder.toString(),
                    "a model: a folder with " + CARD + ", or a run's folder",
                    Files.isDirectory(folder) ? "none" : "no such folder",
                    "Give the folder of a complete run, <id> in run.output.");
        }
        if (Files.exists(folder.resolve("inputs.json"))
                && !Storage.of(folder).renamesAtomically()
                && !Files.exists(folder.resolve("_SUCCESS"))) { // elsewhere the folder's name says so
            throw new DataException(
                    folder.toString(),
                    "a complete run, with _SUCCESS",
                    "none: it is in progress or was interrupted",
                    "Wait for it, or run train with the same run.id to complete it.");
        }
        ModelCard card = HashedJson.read(file, ModelCard.class, SavedModel::isWithoutHash, RESTORE);
        if (!isKnown(card)) {
            throw new DataException(
                    file + ", schemaVersion",
                    "1 .. " + ModelCard.SCHEMA_VERSION,
                    Integer.toString(card.schemaVersion()),
                    "Use the Lockstep version that wrote it, or a newer one.");
        }
        if (Stream.of(
                                card.architecture(),
                                card.schema() == null ? card.standardizer() : card.schema(),
                                card.trainData(),
                                card.config())
                        .anyMatch(Objects::isNull)
                || (card.heldOutData() == null) != (card.heldOut() == null)) { // trained without a validation set
            throw new DataException(
                    file.toString(),
                    "a complete model card",
                    "one without its network, data, metrics or configuration",
                    RESTORE);
        }
        Parameters parameters = ParameterFiles.read(model, card.architecture());
        if (!parameters.sha256().equals(card.parametersSha256())) {
            throw new DataException(
                    model.toString(),
                    "parameters with the hash " + card.parametersSha256(),
                    parameters.sha256(),
                    RESTORE);
        }
        return new SavedModel(parameters, card);
    }

    private static boolean isKnown(ModelCard card) {
        return 1 <= card.schemaVersion() && card.schemaVersion() <= ModelCard.SCHEMA_VERSION;
    }

    /** Whether another build wrote it; a later format is refused for its version. */
    private static boolean isWithoutHash(ModelCard card) {
        return !isKnown(card) || !card.hasHash();
    }
}
