package io.lockstep.cli;

import io.lockstep.data.Standardizer;
import io.lockstep.data.table.TableSchema;
import io.lockstep.job.ChosenModel;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.report.ModelCard;
import io.lockstep.run.SavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The model of a command, and the configuration that it is used with. */
final class ModelOptions {
    /** What a model is computed with as it was trained, unless the command line says otherwise: it decides the bits. */
    private static final Set<String> OF_THE_MODEL = Set.of("compute.kernel", "block.rows");

    /** But for these: what was trained on GPUs can be used where there are none. */
    private static final List<String> GPU_KERNELS = Stream.of(Kernel.values())
            .filter(Kernel::isCuda)
            .map(String::valueOf)
            .toList();

    @Parameters(paramLabel = "MODEL", description = "Folder of a completed run, or its model/.")
    @SuppressWarnings("NullAway.Init") // required
    private Path folder;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    /**
     * Reads it.
     *
     * @throws io.lockstep.data.DataException if there is none, or it is damaged
     */
    ChosenModel read() throws IOException {
        SavedModel model = SavedModel.read(folder);
        Map<String, String> ofTheModel = new TreeMap<>(model.card().config());
        ofTheModel.keySet().retainAll(OF_THE_MODEL);
        ofTheModel.values().removeIf(GPU_KERNELS::contains);
        return new ChosenModel(folder, model, options.loadOver(ofTheModel));
    }

    /** Shows a model in a few lines. */
    static void show(Screen screen, ChosenModel chosen) {
        ModelCard card = chosen.model().card();
        screen.heading("Model: run %s after step %,d".formatted(card.runId(), card.step()));
        screen.line("  from        %s", chosen.folder());
        if (!card.hasHash()) {
            screen.line("  not hashed  model.json was written by an earlier build: damage would not be noticed");
        }
        screen.network(card.architecture(), "sha-256 %.12s".formatted(card.parametersSha256()));
        TableSchema schema = card.schema();
        if (card.scaling() instanceof Standardizer pixels) {
            screen.line(
                    "  trained on  %s, %,d rows, pixels/256 mean %.7f, std %.7f",
                    card.trainData().name(), card.trainData().rows(), pixels.mean(), pixels.deviation());
        } else if (schema != null) {
            screen.line(
                    "  trained on  %s, %,d rows",
                    card.trainData().name(), card.trainData().rows());
            screen.wrapped("  features    ", String.join(", ", schema.featureColumns()));
            screen.wrapped("  predicts    ", String.join(", ", schema.target().columns()));
        }
    }
}
