package io.lockstep.job;

import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.cluster.table.TableFiles;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.Scaling;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.drawn.DrawnTable;
import io.lockstep.data.idx.IdxDataset;
import io.lockstep.data.mnist.Mnist;
import io.lockstep.data.source.Datasets;
import io.lockstep.data.table.Scale;
import io.lockstep.data.table.TableSchema;
import io.lockstep.hadoop.Locations;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the data that SOURCE names: {@code drawn}, {@code mnist}, a folder or a file; {@code auto} in a configuration. */
public final class Sources {
    /** Said in every help text. */
    public static final String HELP =
            "drawn (digits that Lockstep generates), mnist (from the cache or downloaded), or a file or folder with images"
                    + " (IDX, .npz, mnist.pkl.gz; each also .gz); or a table: drawn-table (which Lockstep generates), a file"
                    + " or folder of Parquet, ORC, CSV, JSON or LIBSVM, or table:NAME of Spark's catalog. Files may be on any"
                    + " file system: a local path, hdfs:, s3a:, ...";

    private static final Set<String> NAMED = Set.of("drawn", "mnist", "auto");

    private static final Set<String> OF_TABLES = Set.of(
            "data.format",
            "data.label",
            "data.features",
            "data.id",
            "data.weight",
            "data.class-weight",
            "data.valid",
            "data.missing",
            "data.categories",
            "data.target-scale");

    private Sources() {}

    /**
     * A dataset, and why it was taken.
     *
     * @param note a sentence for the screen and the record
     */
    public record Source(Dataset dataset, String note) {}

    /**
     * The files of the table that a source names; empty where there are none.
     *
     * @throws ConfigException if a split of it was requested: a table has none
     */
    public static Optional<TableFiles> table(String source, @Nullable SplitName split) {
        Optional<TableFiles> table = NAMED.contains(source) ? Optional.empty() : TableFiles.find(source);
        if (table.isPresent() && split != null) {
            throw withoutSplits(source);
        }
        return table;
    }

    static ConfigException withoutSplits(String source) {
        return new ConfigException(
                "--split: expected a SOURCE that has splits, found the table " + source + ". Remove the option.");
    }

    /**
     * A model of images takes a table only where its columns are pixels.
     *
     * @throws ConfigException if they cannot be
     */
    static void requirePixels(String source) {
        if (source.equals(DrawnTable.NAME)) {
            throw new ConfigException(
                    "--data: expected images, because the model was trained on images, found drawn-table, which has"
                            + " words. Name other data, or a model that was trained on a table.");
        }
    }

    /**
     * Nothing may be said of the columns of a source that is no table.
     *
     * @throws ConfigException if something was
     */
    static void requireNoColumns(String source, ColumnChoice columns) {
        if (!columns.equals(ColumnChoice.NONE)) {
            throw new ConfigException("--features, --features-prefix, --label, --id: expected a table, found " + source
                    + ", which is not one. Remove these options, or name a table.");
        }
    }

    /**
     * What is configured for tables only must not be there for images.
     *
     * @throws ConfigException if something is
     */
    static void requireNoTableKeys(String source, RunConfig config) {
        SortedMap<String, String> defaults = RunConfig.load(null, Map.of()).effective();
        List<String> set = config.effective().entrySet().stream()
                .filter(entry ->
                        OF_TABLES.contains(entry.getKey()) || entry.getKey().startsWith("data.options."))
                .filter(entry -> !entry.getValue().equals(defaults.get(entry.getKey())))
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .toList();
        if (!set.isEmpty()) {
            throw new ConfigException(
                    "%s: expected only for tables, but the data %s has images. Remove %s, or name a table."
                            .formatted(String.join(", ", set), source, set.size() == 1 ? "it" : "them"));
        }
    }

    /** Whether a source is the name of data that needs no path. */
    static boolean isNamed(String source) {
        return NAMED.contains(source);
    }

    /**
     * A model of a table takes nothing else, and it knows its columns.
     *
     * @throws ConfigException if the source is no table, or columns are named that are others than the model's
     */
    static void requireTable(String source, @Nullable SplitName split, ColumnChoice columns, ChosenModel model) {
        if (split != null || !Tables.isTable(source, model.config())) {
            throw new ConfigException(
                    "--data: expected a table, as the one on which the model %s was trained, found %s%s. Name a table; a table has no --split."
                            .formatted(model.folder(), source, split == null ? "" : ", split " + split));
        }
        TableSchema schema = Objects.requireNonNull(model.model().card().schema(), "a model of a table");
        String label = String.join(",", schema.target().columns());
        if (columns.label() != null && !columns.label().equals(label)) {
            throw new ConfigException(
                    "--label: expected %s, the column that the model predicts, found %s. Remove the option."
                            .formatted(label, columns.label()));
        }
        if (!columns.features().isEmpty() || !columns.prefix().isEmpty()) {
            throw new ConfigException(
                    "--features, --features-prefix: expected none, because the model knows its columns by their names, found %s. Remove the option."
                            .formatted(
                                    columns.prefix().isEmpty()
                                            ? String.join(", ", columns.features())
                                            : columns.prefix()));
        }
    }

    /** Opens the data, and tells the listener which it is. */
    static Source open(String source, RunConfig.Data config, RunListener listener) {
        Source found = find(source, config, listener::notice);
        listener.on(new RunEvent.DataFound(found.note()));
        return found;
    }

    /** Opens the data; what takes long is told to {@code progress}. Nothing but {@code auto} falls back. */
    public static Source find(String source, RunConfig.Data config, Consumer<String> progress) {
        return switch (source) {
            case "drawn" -> new Source(new DrawnDigits(), "drawn digits, as requested");
            case "mnist" -> new Source(mnist(config, progress), "MNIST, as requested");
            case "auto" -> auto(config, progress);
            // absolute: an executor has another working folder
            default ->
                new Source(
                        Datasets.open(
                                Locations.of("--data (data.source)", source).toAbsolutePath()),
                        source + ", as requested");
        };
    }

    /** The examples of which a gradient is computed. */
    static ExampleSet examples(GradientJob.Request request, Connection spark, RunListener listener) {
        if (Tables.isTable(request.source(), request.config())) {
            if (request.split() != SplitName.TRAIN || request.rows() != null) {
                throw new ConfigException("--split, --rows: expected images, found the table " + request.source()
                        + ", which is used whole. Remove these options.");
            }
            Tables.requireKernel("--kernel", request.kernel());
            return new Tables(request.config(), spark.session(), listener)
                    .all(request.source(), request.loss(), request.seed());
        }
        requireNoTableKeys(request.source(), request.config());
        Source source = find(request.source(), request.config().data(), listener::notice);
        Dataset dataset = source.dataset();
        Examples examples = dataset.split(request.split());
        listener.on(new RunEvent.DataFound(source.note()));
        DatasetCard card =
                DatasetCard.of(examples, dataset.location(), request.rows() == null ? examples.rows() : request.rows());
        listener.on(new RunEvent.DataRead(card));
        DatasetCard ofTraining = request.split() == SplitName.TRAIN ? card : DatasetCard.of(dataset, SplitName.TRAIN);
        return new ImageSet(examples, card, scaling(request.config().table().scale(), ofTraining));
    }

    /**
     * How images are scaled.
     *
     * @param choice null for what suits images
     * @throws ConfigException if each pixel were to be scaled by its own mean
     */
    static Scaling scaling(@Nullable Scale choice, DatasetCard card) {
        if (choice == Scale.STANDARDIZE) {
            throw new ConfigException(
                    "data.scale: expected auto, standardize-all or none for images, found standardize."
                            + " Images are scaled by one mean and standard deviation of all pixels.");
        }
        return choice == Scale.NONE ? Standardizer.identity() : card.standardizer();
    }

    private static Source auto(RunConfig.Data config, Consumer<String> progress) {
        try {
            return new Source(mnist(config, progress), "MNIST, from the cache or a mirror");
        } catch (DataException unavailable) { // progress has told why
            return new Source(
                    new DrawnDigits(),
                    config.mirrors().isEmpty()
                            ? "drawn digits: MNIST is not in %s, and no mirror is configured".formatted(config.cache())
                            : "drawn digits: MNIST is neither in %s nor at a mirror".formatted(config.cache()));
        }
    }

    private static Dataset mnist(RunConfig.Data config, Consumer<String> progress) {
        return IdxDataset.inFolder("MNIST", Mnist.find(config.cache()).orElseGet(() -> download(config, progress)));
    }

    /** Fetches MNIST into the cache; where it is. */
    public static Path download(RunConfig.Data config, Consumer<String> progress) {
        return Mnist.download(
                config.cache(), config.mirrors(), config.downloadTimeout(), config.downloadAttempts(), progress);
    }
}
