package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.FirstRows;
import io.lockstep.cluster.table.HeldOut;
import io.lockstep.cluster.table.Predictions;
import io.lockstep.cluster.table.SourceTable;
import io.lockstep.cluster.table.TableCards;
import io.lockstep.cluster.table.TableData;
import io.lockstep.cluster.table.source.OpenedTable;
import io.lockstep.cluster.table.source.TableSource;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.data.Excerpt;
import io.lockstep.data.table.TableCard;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableSchema;
import io.lockstep.network.Loss;
import io.lockstep.pass.plan.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tables as examples: what a configuration names, read by Spark. */
final class Tables {

    private final RunConfig config;
    private final ClusterSession session;
    private final RunListener listener;

    Tables(RunConfig config, ClusterSession session, RunListener listener) {
        requireKernel("compute.kernel", config.compute().kernel());
        this.config = config;
        this.session = session;
        this.listener = listener;
    }

    /** Whether a source is a table; needs no Spark. */
    static boolean isTable(String source, RunConfig config) {
        return !Sources.isNamed(source) && (!config.data().format().isEmpty() || TableSource.isTable(source));
    }

    /**
     * Checks a kernel before a table is read.
     *
     * @throws ConfigException if it cannot compute on one
     */
    static void requireKernel(String key, Kernel kernel) {
        if (kernel.isCuda()) {
            throw new ConfigException(
                    "%s: expected auto, vector or nd4j for a table, found %s, which computes on images only. Choose nd4j, or auto, which is nd4j for a table on GPUs."
                            .formatted(key, kernel));
        }
    }

    /**
     * Rows to train on and the validation set.
     *
     * @param initial the schema of the model that training begins with; null where one is made of the rows
     */
    TrainData train(String source, @Nullable TableSchema initial) {
        TableData table = load(
                source,
                initial,
                config.table().choice(),
                config.network().loss(),
                config.run().seed(),
                this::heldOut);
        TrainData data = TrainData.of(found(source), table);
        listener.on(new RunEvent.DataRead(data.train().card()));
        if (data.validCard() != null) {
            listener.on(new RunEvent.ValidationDataRead(data.validCard()));
        }
        return data;
    }

    /** Only the rows to train on: validation rows of another source are not read. */
    ExampleSet trainOnly(String source, @Nullable TableSchema initial) {
        TableSet rows = new TableSet(
                load(
                        source,
                        initial,
                        config.table().choice(),
                        config.network().loss(),
                        config.run().seed(),
                        this::heldOutHere),
                false);
        listener.on(new RunEvent.DataRead(rows.card()));
        return rows;
    }

    /** All rows, with targets as they are in the table. */
    ExampleSet all(String source, Loss loss, long seed) {
        TableChoice choice = config.table().choice().withTargetScale(false);
        TableSet rows = new TableSet(load(source, null, choice, loss, seed, table -> HeldOut.NOTHING), false);
        listener.on(new RunEvent.DataRead(rows.card()));
        return rows;
    }

    /** All rows, as a model reads them. */
    TableSet of(String source, TableSchema schema, TableChoice choice) {
        listener.on(new RunEvent.DataFound(found(source)));
        OpenedTable table = open(source(source).withNumFeatures(schema.inputs().size()));
        TableData data = session.run(() -> table.read(() -> TableData.load(
                session.spark(),
                SourceTable.of(table),
                schema,
                choice,
                config.run().seed(),
                listener::notice)));
        TableSet rows = new TableSet(data, false);
        listener.on(new RunEvent.DataRead(rows.card()));
        return rows;
    }

    /** Predictions for the rows, in the partitions in which Spark reads them. */
    Predictions predictions(String source, TableSchema schema, TableChoice choice) {
        listener.on(new RunEvent.DataFound(found(source)));
        OpenedTable table = open(source(source).withNumFeatures(schema.inputs().size()));
        return table.read(() -> Predictions.of(
                session.spark(),
                table.source().toString(),
                table.rows(),
                schema,
                choice.id(),
                config.cluster().partitions(),
                table::inWords));
    }

    /** The card of all rows, fit for training or not. */
    TableCard describe(String source) {
        OpenedTable table = open(source(source));
        return session.run(() -> table.read(() -> TableCards.of(
                SourceTable.of(table), config.table().choice(), config.network().loss() == Loss.MSE)));
    }

    /** The first rows. */
    FirstRows first(String source, int count) {
        OpenedTable table = open(source(source));
        return session.run(() -> FirstRows.of(table, count));
    }

    private TableData load(
            String source,
            @Nullable TableSchema schema,
            TableChoice choice,
            Loss loss,
            long seed,
            Function<OpenedTable, HeldOut> validation) {
        if (config.data().rows() > 0) {
            throw new ConfigException("data.rows: expected 0 for a table, which is used whole, found %,d. Remove it."
                    .formatted(config.data().rows()));
        }
        listener.on(new RunEvent.DataFound(found(source)));
        OpenedTable table = open(source(source));
        if (schema == null) {
            requireLabel(table, choice);
        }
        List<String> notices = new ArrayList<>();
        TableData data = session.run(() -> table.read(() -> schema == null
                ? TableData.load(
                        session.spark(),
                        SourceTable.of(table),
                        choice,
                        loss == Loss.MSE,
                        validation.apply(table),
                        seed,
                        notices::add)
                : TableData.load(
                        session.spark(),
                        SourceTable.of(table),
                        schema,
                        choice,
                        validation.apply(table),
                        seed,
                        notices::add)));
        notices.removeAll(data.card().notices()); // which the card tells
        notices.forEach(listener::notice);
        return data;
    }

    private static void requireLabel(OpenedTable table, TableChoice choice) {
        if (choice.label().isEmpty()) {
            throw new DataException(
                    table.source().toString(),
                    "the name of the column to predict",
                    "none among the columns " + names(table),
                    "Name it with --label, or data.label.");
        }
    }

    private static String names(OpenedTable table) {
        return Excerpt.of(String.join(", ", table.columns()), 400);
    }

    private static String found(String source) {
        return "a table, as requested: " + TableSource.of(source);
    }

    private TableSource source(String source) {
        return new TableSource(source, config.data().format(), config.data().options());
    }

    private OpenedTable open(TableSource source) {
        return session.run(() -> OpenedTable.open(source, listener::notice));
    }

    /** The validation rows that {@code data.valid} names. */
    private HeldOut heldOut(OpenedTable table) {
        String valid = config.table().valid();
        if (isHere(valid, table)) {
            return heldOutHere(table);
        }
        if (!isTable(valid, config)) {
            throw new ConfigException(
                    "data.valid: expected a fraction, a column of %s, or a table, found '%s'. The columns are %s."
                            .formatted(table.source(), valid, names(table)));
        }
        OpenedTable other = open(source(valid));
        return new HeldOut.Other(SourceTable.of(other));
    }

    /** Those of the table itself. */
    private HeldOut heldOutHere(OpenedTable table) {
        String valid = config.table().valid();
        return isHere(valid, table)
                ? config.table()
                        .validFraction()
                        .map(fraction -> fraction == 0 ? HeldOut.NOTHING : new HeldOut.Fraction(fraction))
                        .orElse(new HeldOut.Marked(valid))
                : HeldOut.NOTHING;
    }

    private boolean isHere(String valid, OpenedTable table) {
        return config.table().validFraction().isPresent() || table.columns().contains(valid);
    }
}
