package io.lockstep.report.html;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.img;
import static j2html.TagCreator.span;

import io.lockstep.data.DatasetCard;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.Evaluation.Activations;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.RunRecord;
import io.lockstep.report.TensorStatistics;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the lesson looks at: mean and standard deviation of every layer's output and of every tensor, and how they are distributed. */
final class LayerStatistics {
    private static final String EPOCH = "epoch";

    private final RunRecord record;
    private final List<EpochRecord> epochs;
    private final @Nullable String missingInk;

    LayerStatistics(RunRecord record, @Nullable String missingInk) {
        this.record = record;
        this.missingInk = missingInk;
        epochs = record.epochs();
    }

    DomContent content() {
        return Html.part(
                "layers",
                "Activations and parameters",
                initial(),
                epochs.isEmpty()
                        ? Html.note(
                                record.hasValidation()
                                        ? "No epoch was evaluated (train.evaluate-every), so there are no statistics of later ones."
                                        : "There is no validation set to evaluate an epoch on, so there are no statistics of later ones.")
                        : j2html.TagCreator.each(
                                h3("Activations on the validation set"),
                                Html.grid(activations()),
                                h3("Parameters"),
                                Html.grid(parameters())));
    }

    /** The lesson's first table: what standardising does to the activations at the initial weights. */
    private DomContent initial() {
        Evaluation before = record.beforeStandardizing();
        Evaluation after = record.afterStandardizing();
        if (before == null || after == null) {
            return Html.note("The run ended before the initial network was evaluated.");
        }
        List<List<String>> rows = new ArrayList<>();
        if (record.trainData() instanceof DatasetCard images) {
            rows.add(row(
                    "data",
                    images.moments().mean(),
                    images.moments().deviation(),
                    images.standardized().mean(),
                    images.standardized().deviation()));
        }
        for (int i = 0; i < before.activations().size(); i++) {
            Activations raw = before.activations().get(i);
            Activations standard = after.activations().get(i);
            rows.add(row(raw.name(), raw.mean(), raw.deviation(), standard.mean(), standard.deviation()));
        }
        return div(
                h3("Before the first step"),
                Html.note("Mean and standard deviation (std) at the initial weights, on %s."
                        .formatted(
                                !(record.trainData() instanceof DatasetCard)
                                        ? "the columns as they are and on standardised columns"
                                        : "pixels / 256 and on standardised pixels")),
                Html.tableOf(List.of("", "raw mean", "raw std", "standardised mean", "standardised std"), rows));
    }

    private static List<String> row(String name, double... values) {
        List<String> row = new ArrayList<>(List.of(name));
        for (double value : values) {
            row.add(Numbers.text("%.4f", Math.abs(value) < 0.00005 ? 0.0 : value));
        }
        return row;
    }

    private List<DomContent> activations() {
        List<Activations> modules = epochs.get(0).heldOut().activations();
        List<DomContent> figures = new ArrayList<>();
        figures.add(activationLines("Mean of the activations", modules, Activations::mean));
        figures.add(activationLines("Standard deviation of the activations", modules, Activations::deviation));
        IntStream.range(0, modules.size())
                .mapToObj(module -> map(modules.get(module).name(), Distribution.ofActivations(epochs, module)))
                .forEach(figures::add);
        return figures;
    }

    private DomContent activationLines(String title, List<Activations> modules, ToDoubleFunction<Activations> value) {
        Chart chart = new Chart(title, EPOCH);
        for (int i = 0; i < modules.size(); i++) {
            int module = i;
            chart.with(Curve.ofLayer(
                    modules.get(i).name(),
                    overEpochs(epoch ->
                            value.applyAsDouble(epoch.heldOut().activations().get(module))),
                    i));
        }
        return Html.figureOf(chart, "Of each module's output.", missingInk);
    }

    private List<DomContent> parameters() {
        List<TensorStatistics> tensors = epochs.get(0).parameters();
        List<DomContent> figures = new ArrayList<>();
        figures.add(parameterLines("Mean of the parameters", tensors, TensorStatistics::mean));
        figures.add(parameterLines("Standard deviation of the parameters", tensors, TensorStatistics::deviation));
        IntStream.range(0, tensors.size())
                .mapToObj(tensor -> map(tensors.get(tensor).name(), Distribution.ofParameters(epochs, tensor)))
                .forEach(figures::add);
        return figures;
    }

    private DomContent parameterLines(
            String title, List<TensorStatistics> tensors, ToDoubleFunction<TensorStatistics> value) {
        Chart chart = new Chart(title, EPOCH);
        for (int i = 0; i < tensors.size(); i++) {
            int tensor = i;
            chart.with(Curve.ofLayer(
                    tensors.get(i).name(),
                    overEpochs(epoch -> value.applyAsDouble(epoch.parameters().get(tensor))),
                    i));
        }
        return Html.figureOf(chart, "Of each tensor's values.", missingInk);
    }

    private Points overEpochs(ToDoubleFunction<EpochRecord> value) {
        return Points.of(epochs, EpochRecord::epoch, value).extremes(600);
    }

    private DomContent map(String name, Distribution distribution) {
        String from = distribution.from();
        String to = distribution.to();
        int first = epochs.get(0).epoch();
        int last = epochs.get(epochs.size() - 1).epoch();
        DomContent picture = img().withSrc(Picture.address(HeatMap.of(distribution.histograms())))
                .withAlt(Numbers.text(
                        "Distribution of %s from %s to %s over the epochs %,d to %,d", name, from, to, first, last));
        return figure(
                        Html.caption(name, ""),
                        div(
                                        div(span(to), span(from)).withClass("bins"),
                                        div(
                                                picture,
                                                div(
                                                                span(Numbers.text("epoch %,d", first)),
                                                                span(Numbers.text("%,d", last)))
                                                        .withClass("epochs")))
                                .withClass("map"))
                .withClass("heat");
    }
}
